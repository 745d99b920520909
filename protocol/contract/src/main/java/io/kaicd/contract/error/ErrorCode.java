package io.kaicd.contract.error;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every way the host says no. The text of a code is stable: clients match on it. The HTTP status is
 * what the front door answers with; retryable means that the same call may succeed later.
 */
public enum ErrorCode {
  REQUEST_MALFORMED("request.malformed", 400, "Request not understood", false, "Send valid JSON"),
  REQUEST_TOO_LARGE("request.too-large", 413, "Request too large", false, "Send less at once"),
  REQUEST_TIMEOUT(
      "request.timeout",
      408,
      "Request took too long to arrive",
      true,
      "Send the request without pauses"),
  INPUT_INVALID(
      "input.invalid",
      422,
      "Input refused by its schema",
      false,
      "Correct what 'errors' points at"),
  INPUT_NOT_FINITE("input.not-finite", 422, "Number not finite", false, "Send finite numbers"),
  INPUT_TOO_DEEP("input.too-deep", 400, "Input nested too deeply", false, "Flatten the document"),
  MEDIA_TYPE_UNSUPPORTED(
      "media-type.unsupported", 415, "Media type not supported", false, "Send application/json"),
  AUTH_MISSING(
      "auth.missing",
      401,
      "Token missing",
      false,
      "Send 'Authorization: Bearer' with the text of the token file"),
  AUTH_INVALID(
      "auth.invalid",
      401,
      "Token not accepted",
      false,
      "Send the text of the token file in the node's data folder"),
  AUTH_FORBIDDEN("auth.forbidden", 403, "Not allowed", false, "Use a key that has the scope"),
  HOST_REFUSED(
      "host.refused",
      403,
      "Host header refused",
      false,
      "Call the node by the address it prints, or start it with --allow-host NAME"),
  ORIGIN_REFUSED(
      "origin.refused",
      403,
      "Origin refused",
      false,
      "Call the node from its own origin or from no browser"),
  ROUTE_UNKNOWN(
      "resource.unknown", 404, "No such resource", false, "See /openapi.json for what there is"),
  METHOD_NOT_ALLOWED(
      "method.not-allowed", 405, "Method not allowed", false, "See the Allow header"),
  CAPABILITY_UNKNOWN(
      "capability.unknown",
      404,
      "No such capability",
      false,
      "List them: GET /api/v1/capabilities"),
  OPERATION_UNKNOWN(
      "operation.unknown",
      404,
      "No such operation",
      false,
      "Read the contract: GET /api/v1/capabilities/{capability}"),
  MODE_UNSUPPORTED(
      "mode.unsupported",
      422,
      "Mode not supported",
      false,
      "See the operation's modes in its contract"),
  RANGE_INVALID(
      "range.invalid",
      400,
      "Version range not understood",
      false,
      "Write a range in npm's grammar, such as ^1.2"),
  CONTRACT_UNSUPPORTED(
      "contract.unsupported",
      404,
      "Contract version not offered",
      false,
      "Ask for a range that a service offers"),
  DEFINITION_UNKNOWN(
      "definition.unknown", 404, "No such definition", false, "List them: GET /api/v1/definitions"),
  DEFINITION_INVALID(
      "definition.invalid",
      422,
      "Definition refused by its schema",
      false,
      "Correct what 'errors' points at"),
  DEFINITION_DOES_NOT_FIT(
      "definition.does-not-fit",
      422,
      "Definition refused",
      false,
      "Install a version that fits this node"),
  DEFINITION_CONFLICT(
      "definition.conflict",
      409,
      "Definition exists with other content",
      false,
      "Give changed content a new version"),
  DEFINITION_IN_USE(
      "definition.in-use",
      409,
      "Definition in use",
      false,
      "Move or remove the services that use it first"),
  SERVICE_UNKNOWN(
      "service.unknown", 404, "No such service", false, "List them: GET /api/v1/services"),
  SERVICE_INVALID(
      "service.invalid", 422, "Service refused", false, "Correct what 'errors' points at"),
  SERVICE_DISABLED("service.disabled", 503, "Service disabled", false, "Enable it"),
  SERVICE_STARTING("service.starting", 503, "Service starting", true, "Try again in a moment"),
  SERVICE_FAILED(
      "service.failed",
      503,
      "Service not running",
      true,
      "See GET /api/v1/services/{service}, lastProblem"),
  SERVICE_DRAINING("service.draining", 503, "Service draining", true, "Try again in a moment"),
  SERVICE_QUARANTINED(
      "service.quarantined",
      503,
      "Service quarantined",
      false,
      "Mend its cause, then release it: POST /api/v1/services/{service}/release"),
  SECRET_MISSING(
      "secret.missing",
      503,
      "Secret missing",
      false,
      "Put it into the vault (kai secrets put), or set the variable that the service names"),
  VAULT_UNSET("vault.unset", 409, "Vault not set up", false, "Set it up: POST /api/v1/vault/setup"),
  VAULT_CONFLICT(
      "vault.conflict",
      409,
      "Vault is set up already",
      false,
      "Unlock it, or change its passphrase"),
  VAULT_LOCKED("vault.locked", 423, "Vault locked", true, "Unlock it: POST /api/v1/vault/unlock"),
  VAULT_PASSPHRASE_WRONG(
      "vault.passphrase-wrong", 403, "Passphrase not accepted", false, "Send the right passphrase"),
  VAULT_INVALID("vault.invalid", 422, "Vault refused it", false, "Correct what 'errors' points at"),
  VAULT_ROOT_UNAVAILABLE(
      "vault.root-unavailable",
      503,
      "Root key not usable",
      false,
      "Check the key file's owner and mode (0600), or KAI_VAULT_KEY"),
  SECRET_UNKNOWN("secret.unknown", 404, "No such secret", false, "List them: GET /api/v1/secrets"),
  SECRET_INVALID("secret.invalid", 422, "Secret refused", false, "Correct what 'errors' points at"),
  SECRET_VERSION_UNKNOWN(
      "secret.version-unknown",
      404,
      "No such version of the secret",
      false,
      "See its versions: GET /api/v1/secrets/{name}"),
  SECRET_EXPIRED("secret.expired", 409, "Secret expired", false, "Put a new value"),
  SECRET_UNDECRYPTABLE(
      "secret.undecryptable",
      503,
      "Secret cannot be decrypted",
      false,
      "Its key is lost or damaged: put its value again"),
  SECRET_HOST_NOT_ALLOWED(
      "secret.host-not-allowed",
      403,
      "Secret not allowed there",
      false,
      "Allow the host and path when you put the secret"),
  WRITE_STALE(
      "write.stale",
      412,
      "Changed by somebody else",
      false,
      "Read it again and send its ETag as If-Match"),
  KEY_UNKNOWN("key.unknown", 404, "No such key", false, "List them: GET /api/v1/keys"),
  KEY_INVALID("key.invalid", 422, "Key refused", false, "Correct what 'errors' points at"),
  KEY_CONFLICT("key.conflict", 409, "Key exists", false, "Choose another name"),
  PROFILE_UNKNOWN(
      "profile.unknown", 404, "No such profile", false, "List them: GET /api/v1/profiles"),
  PROFILE_INVALID(
      "profile.invalid", 422, "Profile refused", false, "Correct what 'errors' points at"),
  PROFILE_CONFLICT(
      "profile.conflict", 409, "Profile exists", false, "Choose another name, or change that one"),
  PROFILE_IN_USE(
      "profile.in-use",
      409,
      "Profile in use",
      false,
      "Activate another profile, and let none inherit from it"),
  PROFILE_VERSION_UNKNOWN(
      "profile.version-unknown",
      404,
      "No such version of the profile",
      false,
      "List them: GET /api/v1/profiles/{profile}/versions"),
  CONFIGURATION_INVALID(
      "configuration.invalid",
      422,
      "Configuration refused",
      false,
      "Correct what 'errors' points at"),
  CONFIGURATION_NOT_TAKEN(
      "configuration.not-taken",
      422,
      "A service did not take the configuration",
      false,
      "The profiles are as they were before; correct the value"),
  CONFIGURATION_KEY_UNKNOWN(
      "configuration.key-unknown",
      404,
      "Nothing is configured there",
      false,
      "Name a key as a JSON pointer, such as /services/gpu/baseUrl"),
  ROUTE_AMBIGUOUS(
      "route.ambiguous", 409, "Several services offer this", false, "Call one by its id"),
  ROUTE_NONE_FITS(
      "route.none-fits",
      503,
      "No service can take the call",
      true,
      "Add a service or a node that fits"),
  ADMISSION_FULL(
      "admission.full",
      429,
      "Too many calls in flight",
      true,
      "Try again after the calls in flight have ended"),
  STREAMS_FULL(
      "streams.full", 429, "Too many streams", true, "Try again after some streams have ended"),
  BREAKER_OPEN(
      "breaker.open",
      503,
      "Service resting after failures",
      true,
      "Try again after the breaker's pause"),
  CALL_DEADLINE("call.deadline", 504, "Deadline passed", true, "Ask for less, or allow more time"),
  CALL_CANCELLED("call.cancelled", 499, "Cancelled by the caller", false, "Call again"),
  CALL_UNKNOWN(
      "call.unknown", 404, "No such call", false, "The log keeps a bounded number of calls a node"),
  REPLY_TOO_LARGE("reply.too-large", 502, "Reply too large", false, "Ask for less, or stream"),
  REPLY_INVALID(
      "reply.invalid",
      502,
      "Reply breaks the contract",
      false,
      "The plugin or its upstream is at fault: tell its author"),
  PLUGIN_UNKNOWN(
      "plugin.unknown",
      422,
      "No such plugin",
      false,
      "Install the plugin's jar and restart the node"),
  PLUGIN_FAILED(
      "plugin.failed", 502, "Plugin failed", true, "See the node's log for the call's id"),
  PLUGIN_STUCK(
      "plugin.stuck",
      503,
      "Plugin does not stop",
      true,
      "Restart the node if this goes on; tell the plugin's author"),
  UPSTREAM_UNREACHABLE(
      "upstream.unreachable",
      502,
      "Upstream not reachable",
      true,
      "Check that the upstream runs and its address is right"),
  UPSTREAM_TIMEOUT(
      "upstream.timeout",
      504,
      "Upstream too slow",
      true,
      "Raise the time-out, or give the upstream less to do"),
  UPSTREAM_UNAUTHORIZED(
      "upstream.unauthorized",
      502,
      "Upstream refused the credentials",
      false,
      "Check the service's secret"),
  UPSTREAM_RATE_LIMITED(
      "upstream.rate-limited", 429, "Upstream limits its rate", true, "Wait, then try again"),
  UPSTREAM_REFUSED(
      "upstream.refused",
      422,
      "Upstream refused the request",
      false,
      "Correct what the upstream's message names"),
  UPSTREAM_FAILED("upstream.failed", 502, "Upstream failed", true, "See the upstream's own log"),
  UPSTREAM_CUT("upstream.cut", 502, "Upstream cut the reply short", true, "Try again"),
  UPSTREAM_INVALID(
      "upstream.invalid",
      502,
      "Upstream's reply not understood",
      false,
      "Check that the address is an API of the expected kind"),
  EGRESS_REFUSED(
      "egress.refused",
      403,
      "Address refused",
      false,
      "Allow the address in the service's configuration"),
  EGRESS_LEAVES_HOUSE(
      "egress.leaves-house",
      403,
      "Address outside the house",
      false,
      "Give the service an address of your own network, or take its label locality away"),
  LOCALITY_REFUSED(
      "locality.refused",
      403,
      "Call would leave the house",
      false,
      "Use a key without locality, or label the service locality=local if it runs in your network"),
  MODEL_UNKNOWN("model.unknown", 404, "No such model", false, "List the models: GET /v1/models"),
  CONTEXT_TOO_LONG("context.too-long", 422, "Context too long", false, "Shorten the messages"),
  COLLECTION_UNKNOWN("collection.unknown", 404, "No such collection", false, "Create it first"),
  COLLECTION_CONFLICT(
      "collection.conflict",
      409,
      "Collection exists with other settings",
      false,
      "Choose another name, or delete it first"),
  VECTOR_DIMENSION(
      "vector.dimension",
      422,
      "Vector of the wrong dimension",
      false,
      "Send vectors of the collection's dimension"),
  STORAGE_FULL("storage.full", 507, "No space left", true, "Free disk space"),
  STORAGE_UNAVAILABLE(
      "storage.unavailable",
      507,
      "Storage cannot be written",
      true,
      "Check the data folder's disk and permissions"),
  JOURNAL_NONE("journal.none", 404, "No journal here", false, "Ask a node that decides"),
  JOURNAL_NO_STREAM(
      "journal.no-stream", 404, "No such stream", false, "See the streams: GET /api/v1/journal"),
  JOURNAL_BUSY("journal.busy", 429, "Journal busy", true, "Try again when that has ended"),
  NODE_NOT_READY("node.not-ready", 503, "Node not ready", true, "Wait for /health/ready"),
  INTERNAL("internal", 500, "Internal error", false, "See the node's log; please report it");

  private static final Map<String, ErrorCode> BY_TEXT = new HashMap<>();

  static {
    for (ErrorCode code : values()) {
      BY_TEXT.put(code.text, code);
    }
  }

  private final String text;
  private final int status;
  private final String title;
  private final boolean retryable;
  private final String remedy;

  ErrorCode(String text, int status, String title, boolean retryable, String remedy) {
    this.text = text;
    this.status = status;
    this.title = title;
    this.retryable = retryable;
    this.remedy = remedy;
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static @Nullable ErrorCode ofOrNull(String text) {
    return BY_TEXT.get(text);
  }

  public static Optional<ErrorCode> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }

  @JsonValue
  public String text() {
    return text;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public boolean retryable() {
    return retryable;
  }

  /** What usually helps; a rejection may say it more exactly. */
  public String remedy() {
    return remedy;
  }

  public Rejection reject(String message) {
    return new Rejection(this, message, remedy, List.of());
  }
}
