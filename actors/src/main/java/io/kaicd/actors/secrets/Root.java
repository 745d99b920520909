package io.kaicd.actors.secrets;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.contract.secret.RootKind;

/** Where a vault's root key comes from, as its journal says it; never the key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Root.Passphrase.class, name = "passphrase"),
  @JsonSubTypes.Type(value = Root.KeyFile.class, name = "key-file"),
  @JsonSubTypes.Type(value = Root.Environment.class, name = "environment")
})
sealed interface Root {
  /** Random; another one after each change, so that boxes under an old root do not open. */
  String id();

  @JsonIgnore
  RootKind kind();

  record Passphrase(String id, Argon2 derivation) implements Root {
    @Override
    public RootKind kind() {
      return RootKind.PASSPHRASE;
    }
  }

  record KeyFile(String id) implements Root {
    @Override
    public RootKind kind() {
      return RootKind.KEY_FILE;
    }
  }

  record Environment(String id) implements Root {
    @Override
    public RootKind kind() {
      return RootKind.ENVIRONMENT;
    }
  }
}
