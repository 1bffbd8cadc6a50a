package io.mediarunner.core.config;

import java.util.List;

/**
 * Which pages of other origins may call the API.
 *
 * @param origins allowed origins; {@code *} = any
 * @param credentials whether cookies and the like may be sent; never with {@code *}
 * @param methods allowed methods; {@code *} = all
 * @param headers allowed request headers; {@code *} = those asked for
 */
public record CorsConfig(
    List<String> origins, boolean credentials, List<String> methods, List<String> headers) {
  /**
   * @throws NullPointerException if a list is null
   */
  public CorsConfig {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
  }
}
