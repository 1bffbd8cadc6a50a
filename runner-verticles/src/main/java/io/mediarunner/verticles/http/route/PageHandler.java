package io.mediarunner.verticles.http.route;

import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/**
 * The documentation pages. Everything comes from {@code /static}, and the content security policy
 * allows nothing else: runner hosts often have no Internet access.
 */
public final class PageHandler implements Handler<RoutingContext> {
  private static final String POLICY =
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:";

  private final Buffer html;

  private PageHandler(String html) {
    this.html = Buffer.buffer(html);
  }

  public static PageHandler swagger() {
    return new PageHandler(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Runner API - Swagger UI</title>
        <link rel="icon" href="static/favicon.png">
        <link rel="stylesheet" href="static/swagger-ui.css">
        </head>
        <body>
        <div id="swagger-ui"></div>
        <script src="static/swagger-ui-bundle.js"></script>
        <script>
        SwaggerUIBundle({
          url: "openapi.json",
          dom_id: "#swagger-ui",
          deepLinking: true,
          validatorUrl: null,
          oauth2RedirectUrl: new URL("docs/oauth2-redirect", location.href).href
        });
        </script>
        </body>
        </html>
        """);
  }

  public static PageHandler swaggerRedirect() {
    return new PageHandler(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Swagger UI: signed in</title></head>
        <body><script src="../static/oauth2-redirect.js"></script></body>
        </html>
        """);
  }

  public static PageHandler redoc() {
    return new PageHandler(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Runner API - ReDoc</title>
        <link rel="icon" href="static/favicon.png">
        <style>body { margin: 0; }</style>
        </head>
        <body>
        <redoc spec-url="openapi.json"></redoc>
        <script src="static/redoc.standalone.js"></script>
        </body>
        </html>
        """);
  }

  @Override
  public void handle(RoutingContext ctx) {
    ctx.response().putHeader("Content-Security-Policy", POLICY);
    Answer.content(ctx, "text/html; charset=utf-8", html);
  }
}
