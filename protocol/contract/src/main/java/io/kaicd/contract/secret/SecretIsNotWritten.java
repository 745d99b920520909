package io.kaicd.contract.secret;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;

/** Refuses, so that a secret in the wrong place fails a test instead of reaching a sink. */
final class SecretIsNotWritten extends JsonSerializer<Secret> {
  @Override
  public void serialize(Secret secret, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    throw InvalidDefinitionException.from(out, "a secret is not written", (Throwable) null);
  }

  @Override
  public void serializeWithType(
      Secret secret, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
      throws IOException {
    serialize(secret, out, provider);
  }
}
