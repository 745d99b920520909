package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A change of a profile that is there, which may have changed since it was looked at. */
final class ProfileChangeOver extends ProfileChange {
  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      description = "Only when the profile is at this version still; of promote, FROM.")
  private @Nullable Long version;

  int patched(NodeOptionsMixin node, String profile, JsonNode body) throws Exception {
    String path = on(profile, "");
    NodeClient client = node.client();
    return told(
        node, version == null ? client.patch(path, body) : client.patchOver(path, version, body));
  }

  int posted(NodeOptionsMixin node, String profile, String change, JsonNode body) throws Exception {
    String path = on(profile, change);
    NodeClient client = node.client();
    return told(
        node, version == null ? client.post(path, body) : client.postOver(path, version, body));
  }

  JsonNode deleted(NodeOptionsMixin node, String profile) throws Exception {
    String path = on(profile, "");
    NodeClient client = node.client();
    return version == null ? client.delete(path) : client.deleteOver(path, version);
  }
}
