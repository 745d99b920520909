package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A small plugin that uses all of the SPI, and can be given a fault. */
public class EchoPlugin implements Plugin {
  private final Fault fault;
  private final AtomicLong work = new AtomicLong();
  private volatile AtomicBoolean lastClosed = new AtomicBoolean();

  public EchoPlugin() {
    this(Fault.NONE);
  }

  EchoPlugin(Fault fault) {
    this.fault = fault;
  }

  /** One that no META-INF/services names. */
  static final class Unlisted extends EchoPlugin {
    Unlisted() {
      super(Fault.UNLISTED);
    }
  }

  long work() {
    return work.get();
  }

  @Override
  public String id() {
    return "echo";
  }

  @Override
  public SemVer version() {
    return SemVer.of(fault == Fault.PLUGIN_VERSION_OUT_OF_RANGE ? "2.0.0" : "1.0.3");
  }

  @Override
  public List<JsonNode> definitions() {
    ObjectNode document = resource("echo.json");
    ObjectNode offer = (ObjectNode) document.required("offers").required(0);
    switch (fault) {
      case DEFINITION_BREAKS_SCHEMA -> document.put("title", "");
      case DEFINITION_OF_ANOTHER_PLUGIN ->
          ((ObjectNode) document.required("implementation")).put("plugin", "parrot");
      case HOST_OUT_OF_RANGE -> document.put("host", "^2.0.0");
      case UNKNOWN_FEATURE ->
          ((ArrayNode) document.required("capabilities").required(0).required("features"))
              .add("singing");
      case OFFER_OF_UNDECLARED_CAPABILITY ->
          ((ArrayNode) offer.required("capabilities")).add("llm_chat");
      case OFFER_NOT_ROUTED_BY -> ((ArrayNode) offer.required("capabilities")).add("health");
      default -> {}
    }
    return List.of(document);
  }

  @Override
  public List<JsonNode> contracts() {
    ObjectNode contract = resource("echo-contract.json");
    ObjectNode operations = (ObjectNode) contract.required("operations");
    if (fault == Fault.SAMPLE_MISSING) {
      operations.set("shout", operations.required("wait"));
    }
    return List.of(contract);
  }

  @Override
  public PluginService start(ServiceContext context) {
    AtomicBoolean closed = new AtomicBoolean();
    if (fault == Fault.SHARED_STATE) {
      lastClosed.set(false);
      closed = lastClosed;
    }
    context.offer("voice", List.of("plain"));
    if (fault == Fault.OFFERS_UNDECLARED_KEY) {
      context.offer("colour", List.of("red"));
    }
    return new EchoService(context, fault, work, closed);
  }

  private static ObjectNode resource(String name) {
    try (InputStream in = Objects.requireNonNull(EchoPlugin.class.getResourceAsStream(name))) {
      return (ObjectNode) Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
