package io.kaicd.contract.redaction;

/**
 * What is to be hidden.
 *
 * @param from the first character
 * @param to behind the last one
 */
record Span(int from, int to) {}
