package io.mediarunner.verticles.http;

import io.mediarunner.verticles.web.BodyReader;
import io.mediarunner.verticles.web.JsonBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gives the contract's validator the parameters and the body of a request.
 *
 * <p>Vert.x's own extractor decodes query parameters twice and reads {@code +} in a path as a
 * blank, and the validator turns text that looks like JSON into JSON: task {@code -5} would become
 * a number. So text is decoded once here and handed over as a JSON string.
 */
final class ApiRequestExtractor implements RequestExtractor {
  private static final long MAX_BODY_BYTES = 1024 * 1024;
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final String JSON = "application/json";

  private final BodyReader bodies;

  /**
   * @param limit for the whole body of a request
   */
  ApiRequestExtractor(Duration limit) {
    this.bodies = new BodyReader(MAX_BODY_BYTES, limit);
  }

  private record Given(Object get) implements RequestParameter {}

  @SuppressWarnings("NullAway") // Vert.x' own interface knows of no body as null
  private record Extracted(
      Map<String, RequestParameter> getPathParameters,
      Map<String, RequestParameter> getQuery,
      RequestParameter getBody,
      String getContentType)
      implements ValidatableRequest {
    @Override
    public Map<String, RequestParameter> getHeaders() {
      return Map.of();
    }

    @Override
    public Map<String, RequestParameter> getCookies() {
      return Map.of();
    }
  }

  @Override
  @SuppressWarnings("NullAway") // no body and no content type are null for the validator
  public Future<ValidatableRequest> extractValidatableRequest(
      RoutingContext ctx, Operation operation) {
    Map<String, RequestParameter> path = new HashMap<>();
    Map<String, RequestParameter> query = new HashMap<>();
    for (Parameter parameter : operation.getParameters()) {
      if (parameter.getIn() == Location.PATH) {
        path.put(parameter.getName(), given(parameter, inPath(ctx, operation, parameter)));
      } else {
        inQuery(ctx, parameter)
            .ifPresent(text -> query.put(parameter.getName(), given(parameter, text)));
      }
    }
    if (operation.getRequestBody() == null) {
      return Future.succeededFuture(new Extracted(path, query, new Given(null), null));
    }
    String contentType = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    // Every JSON type counts as the one in the contract, which cannot name application/*+json.
    String type = JsonBody.isJson(contentType) ? JSON : null;
    return bodies.read(ctx).map(body -> new Extracted(path, query, new Given(utf8(body)), type));
  }

  /** Bytes that are not UTF-8 are replaced, as they are in what is stored. */
  private static Buffer utf8(Buffer body) {
    return Buffer.buffer(body.toString());
  }

  private static String inPath(RoutingContext ctx, Operation operation, Parameter parameter) {
    String[] template = operation.getAbsoluteOpenAPIPath().split("/", -1);
    String[] sent = ctx.request().path().split("/", -1);
    for (int i = 0; i < template.length; i++) {
      if (template[i].equals("{" + parameter.getName() + "}")) {
        return ApiPaths.decode(sent[i]).strip();
      }
    }
    throw new IllegalStateException("no such segment: " + parameter.getName());
  }

  private static Optional<String> inQuery(RoutingContext ctx, Parameter parameter) {
    boolean mayBeBlank = parameter.getOpenAPIModel().getBoolean("allowEmptyValue", false);
    return Optional.ofNullable(ctx.queryParams().get(parameter.getName()))
        .filter(text -> !mayBeBlank || !text.isBlank());
  }

  private static RequestParameter given(Parameter parameter, String text) {
    boolean number =
        parameter.getSchemaType() == SchemaType.INTEGER && WHOLE_NUMBER.matcher(text).matches();
    return new Given(number ? Long.toString(Long.parseLong(text)) : Json.encode(text));
  }
}
