package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Plugin;
import io.kaicd.tck.AbstractPluginTck;
import io.kaicd.tck.Samples;

class VectorStoreTckTest extends AbstractPluginTck {
  private static final String NAMED = "{\"collection\":\"notes\"";

  @Override
  protected Plugin plugin() {
    return new VectorStorePlugin();
  }

  @Override
  protected String definition() {
    return "vector-store";
  }

  @Override
  protected void samples(Samples samples) {
    samples
        .answers(
            "vector_database/create_collection",
            NAMED + ",\"dimension\":2,\"distance\":\"cosine\"}",
            made -> assertThat(made.get("points").asInt()).isZero())
        .refuses(
            "vector_database/create_collection",
            NAMED + ",\"dimension\":3,\"distance\":\"cosine\"}",
            ErrorCode.COLLECTION_CONFLICT)
        .answers(
            "vector_database/upsert",
            NAMED
                + ",\"points\":[{\"id\":\"a\",\"vector\":[1,0],\"payload\":{\"k\":1}},"
                + "{\"id\":2,\"vector\":[0,1]}]}",
            stored -> assertThat(stored.get("upserted").asInt()).isEqualTo(2))
        .refuses(
            "vector_database/upsert",
            NAMED + ",\"points\":[{\"id\":1,\"vector\":[1,0,0]}]}",
            ErrorCode.VECTOR_DIMENSION)
        .refuses(
            "vector_database/upsert",
            NAMED + ",\"points\":[{\"id\":1,\"vector\":[0,0]}]}",
            ErrorCode.INPUT_INVALID)
        .answers(
            "vector_database/query",
            NAMED
                + ",\"vector\":[1,0.1],\"withVector\":true,"
                + "\"filter\":{\"must\":[{\"key\":\"k\",\"range\":{\"gte\":1}}]}}",
            found -> assertThat(found.at("/points/0/id").asText()).isEqualTo("a"))
        .refuses(
            "vector_database/query",
            "{\"collection\":\"none\",\"vector\":[1]}",
            ErrorCode.COLLECTION_UNKNOWN)
        .answers(
            "vector_database/list_collections",
            "{}",
            all -> assertThat(all.at("/collections/0/points").asInt()).isEqualTo(2))
        .answers(
            "vector_database/delete",
            NAMED + ",\"ids\":[\"a\",3]}",
            gone -> assertThat(gone.get("deleted").asInt()).isEqualTo(1))
        .reconfigures(
            "{\"candidates\":200}",
            "vector_database/query",
            NAMED + ",\"vector\":[0,1]}",
            found -> assertThat(found.at("/points/0/id").asInt()).isEqualTo(2))
        .answers(
            "vector_database/create_collection",
            "{\"collection\":\"short-lived\",\"dimension\":1,\"distance\":\"dot\"}")
        .answers(
            "vector_database/delete_collection",
            "{\"collection\":\"short-lived\"}",
            gone -> assertThat(gone.get("deleted").asInt()).isZero());
  }
}
