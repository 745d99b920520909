package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the kit calls a plugin with. The samples are played in the order in which they are given, on
 * one service, so that one may stand on what another has made. Operations are written {@code
 * capability/operation}, inputs as JSON. {@code health/check} needs no sample.
 */
public final class Samples {
  private final List<Step> script = new ArrayList<>();
  private final List<Step.Slow> slow = new ArrayList<>();
  private final List<Step.Reconfigures> reconfigurations = new ArrayList<>();
  private final List<JsonNode> refusedConfigs = new ArrayList<>();

  Samples() {}

  /** This is answered whole, validly by its contract. */
  public Samples answers(String operation, String input) {
    return answers(operation, input, output -> {});
  }

  /**
   * @param check asserts more of the output than its schema does
   */
  public Samples answers(String operation, String input, Consumer<JsonNode> check) {
    script.add(new Step.Answers(capability(operation), name(operation), Json.parse(input), check));
    return this;
  }

  /** This is answered in chunks, at least two, each valid by its contract. */
  public Samples streams(String operation, String input) {
    return streams(operation, input, chunks -> {});
  }

  /**
   * @param check asserts more of the chunks than their schema does
   */
  public Samples streams(String operation, String input, Consumer<List<JsonNode>> check) {
    script.add(new Step.Streams(capability(operation), name(operation), Json.parse(input), check));
    return this;
  }

  /** This is valid by the schema, and still refused with this code. */
  public Samples refuses(String operation, String input, ErrorCode code) {
    return refuses(operation, input, false, code);
  }

  /** As {@link #refuses}, asked for as a stream. */
  public Samples refusesStream(String operation, String input, ErrorCode code) {
    return refuses(operation, input, true, code);
  }

  private Samples refuses(String operation, String input, boolean streamed, ErrorCode code) {
    script.add(
        new Step.Refuses(
            capability(operation), name(operation), Json.parse(input), streamed, code));
    return this;
  }

  /** This goes on until it is cancelled, or for seconds: cancelling it must end it. */
  public Samples slow(String operation, String input) {
    slow.add(new Step.Slow(capability(operation), name(operation), Json.parse(input), false));
    return this;
  }

  /** As {@link #slow}, asked for as a stream. */
  public Samples slowStream(String operation, String input) {
    slow.add(new Step.Slow(capability(operation), name(operation), Json.parse(input), true));
    return this;
  }

  /**
   * This configuration is taken in place, after the samples were played; a call shows that it is in
   * force. A definition that says {@code in-place} needs at least one.
   */
  public Samples reconfigures(
      String config, String operation, String input, Consumer<JsonNode> check) {
    reconfigurations.add(
        new Step.Reconfigures(
            capability(operation), name(operation), Json.parse(input), Json.parse(config), check));
    return this;
  }

  /** This configuration is valid by the schema and refused; the one before stays in force. */
  public Samples refusesConfig(String config) {
    refusedConfigs.add(Json.parse(config));
    return this;
  }

  List<Step> script() {
    return List.copyOf(script);
  }

  List<Step.Slow> slow() {
    return List.copyOf(slow);
  }

  List<Step.Reconfigures> reconfigurations() {
    return List.copyOf(reconfigurations);
  }

  List<JsonNode> refusedConfigs() {
    return List.copyOf(refusedConfigs);
  }

  List<Step> all() {
    List<Step> all = new ArrayList<>(script);
    all.addAll(slow);
    all.addAll(reconfigurations);
    return all;
  }

  private static String capability(String operation) {
    return operation.substring(0, slash(operation));
  }

  private static String name(String operation) {
    return operation.substring(slash(operation) + 1);
  }

  private static int slash(String operation) {
    int slash = operation.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("write capability/operation, not " + operation);
    }
    return slash;
  }
}
