package io.kaicd.http.endpoint;

/** The methods that endpoints have; any other is answered with 405. */
public enum Method {
  GET,
  PUT,
  PATCH,
  POST,
  DELETE
}
