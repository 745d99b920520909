package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.VersionRange;
import java.util.Set;

/** Calls of the trial capability. */
public final class Inputs {
  public static final Caller TESTER = new Caller("test", Set.of("call:trial", "call:health"));

  private Inputs() {}

  public static JsonNode of(String what, String text, int n) {
    return JsonNodeFactory.instance.objectNode().put("do", what).put("text", text).put("n", n);
  }

  public static CallRequest call(String service, String operation, JsonNode input) {
    return request(new Target.OneService(service), operation, input);
  }

  public static CallRequest request(Target target, String operation, JsonNode input) {
    int bytes = Json.bytes(input).length;
    return new CallRequest(target, "trial", operation, VersionRange.ANY, input, bytes, TESTER);
  }
}
