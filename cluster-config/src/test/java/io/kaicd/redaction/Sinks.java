package io.kaicd.redaction;

import io.kaicd.actors.calls.CallLogSink;
import io.kaicd.cli.TerminalSinks;
import io.kaicd.contract.call.CallInfo;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.redaction.Redaction;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.http.openai.OpenAiErrors;
import io.kaicd.http.reply.Dialect;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import io.kaicd.http.stream.KaiEvents;
import io.kaicd.node.StartRefused;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.pekko.http.scaladsl.model.HttpEntity;

/** All ways by which a text leaves the host: each says what comes out when it goes in. */
public final class Sinks {
  private Sinks() {}

  public static Map<String, UnaryOperator<String>> all() {
    Map<String, UnaryOperator<String>> all = new TreeMap<>();
    all.put("redaction itself", Redaction::redacted);
    all.put("log, message", new LogSink((log, text) -> log.warn(text)));
    all.put(
        "log, argument at DEBUG", new LogSink((log, text) -> log.debug("not delivered: {}", text)));
    all.put(
        "log, exception of a driver",
        new LogSink(
            (log, text) ->
                log.error(
                    "it failed", new IllegalStateException("no", new RuntimeException(text)))));
    all.put("problem+json", text -> answer(Problems.DIALECT, rejection(text), "/a"));
    all.put(
        "problem+json, path",
        text -> answer(Problems.DIALECT, ErrorCode.INTERNAL.reject("a"), text));
    all.put("errors of /v1", text -> answer(OpenAiErrors.DIALECT, rejection(text), "/v1/a"));
    all.put("event of a stream", Sinks::failedStream);
    all.put("log of calls", new CallLogSink());
    all.put("last problem of a service", text -> Json.text(replica(text)));
    all.put("exception of a refusal", text -> rejection(text).asException().toString());
    all.put("reason of a change", Sinks::reason);
    all.put(
        "reason of a quarantine", text -> new RegistryWrite.QuarantineService("a", text).reason());
    all.put("refused start", text -> new StartRefused(text, text).getMessage());
    all.put("bug report", TerminalSinks::report);
    all.put("terminal, refused by the node", TerminalSinks::refusedByTheNode);
    all.put("terminal, refused here", TerminalSinks::refusedHere);
    all.put("terminal, unreadable file", TerminalSinks::unreadableFile);
    all.put("terminal, defect", TerminalSinks::defect);
    all.put("terminal, wrong argument", TerminalSinks::wrongArgument);
    return all;
  }

  private static Rejection rejection(String text) {
    return ErrorCode.UPSTREAM_FAILED
        .reject(text)
        .withRemedy(text)
        .withFault(new Fault("/" + text, "a", text, text));
  }

  private static String answer(Dialect dialect, Rejection rejection, String instance) {
    var entity = dialect.refuse(rejection, instance, Replies.SHARED).entity();
    return ((HttpEntity.Strict) entity).data().utf8String();
  }

  private static String failedStream(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new KaiEvents(CallInfo.nowhere("c_1")).write(new Frame.Rejected(1, rejection(text)), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ReplicaStatus replica(String text) {
    return new ReplicaStatus(
        "gpu",
        "n1",
        Phase.BACKING_OFF,
        1,
        "closed",
        0,
        0,
        0,
        Map.<String, List<String>>of(),
        rejection(text));
  }

  private static String reason(String text) {
    return new ChangeOptions(Caller.HOST, WriteOptions.Precondition.NONE, text, false).reason();
  }
}
