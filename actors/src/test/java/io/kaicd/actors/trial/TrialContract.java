package io.kaicd.actors.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Json;
import java.util.List;

/** A capability to try the runtime with, and definitions that implement it. */
public final class TrialContract {
  private TrialContract() {}

  public static ContractCatalog catalog() {
    String operations =
        String.join(
            ",",
            operation("ask", "read", "PT30S", false, 8 << 20),
            operation("tell", "write", "PT30S", false, 8 << 20),
            operation("small", "write", "PT30S", false, 1_000),
            operation("brief", "write", "PT0.3S", false, 8 << 20),
            operation("inner", "read", "PT5S", true, 8 << 20));
    JsonNode document =
        Json.parse(
            """
            {"$schema":"/schemas/capability/1.json","id":"trial","version":"1.0.0","operations":{%s,
             "models":{"effect":"read","mode":["unary"],"input":{"type":"object"},
               "output":{"type":"object","required":["data"]}}},
             "$defs":{
              "In":{"type":"object","required":["do"],"additionalProperties":false,"properties":{
                "do":{"type":"string"},"text":{"type":"string"},"n":{"type":"integer"},
                "model":{"type":"string"}}},
              "Out":{"type":"object","required":["text"],"additionalProperties":false,
                "properties":{"text":{"type":"string"},"usage":{"type":"object"}}},
              "Chunk":{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}}}
            """
                .formatted(operations));
    return ContractCatalog.bundled().with(List.of(document));
  }

  private static String operation(
      String name, String effect, String deadline, boolean internal, int reply) {
    return """
        "%s":{"effect":"%s","mode":["unary","stream"],"routeBy":"/model","deadline":"%s","internal":%s,
          "limits":{"request":8388608,"reply":%d},"input":{"$ref":"#/$defs/In"},
          "output":{"$ref":"#/$defs/Out"},"chunk":{"$ref":"#/$defs/Chunk"}}"""
        .formatted(name, effect, deadline, internal, reply);
  }

  /** A definition of the trial plugin, with more of a definition's fields. */
  public static ServiceDefinition definition(String version, String more) {
    String document =
        """
        {"id":"trial","version":"%s","host":"^1.0.0","title":"Trial","category":"test",
         "implementation":{"plugin":"trial","version":"*"},
         "capabilities":[{"id":"trial","version":"1.0.0"},{"id":"health","version":"1.0.0"}],
         "config":{"type":"object","properties":{"word":{"type":"string","default":"as made"}}}%s}
        """
            .formatted(version, more.isEmpty() ? "" : "," + more);
    try {
      return Json.shared().treeToValue(Json.parse(document), ServiceDefinition.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
