package io.kaicd.vectorstore;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * A process to be killed: upserts without end and prints each id once it is acknowledged. Every
 * batch is a pair, {@code n} and {@code n + 1}, and carries the round in its payload. Arguments:
 * folder, round, first id.
 */
final class StormProcess {
  private static final int IN_FLIGHT = 16;

  private StormProcess() {}

  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Replica store = new Replica(Path.of(args[0]));
    if (store.offered().isEmpty()) {
      store.call(
          "create_collection", "{\"collection\":\"c\",\"dimension\":4,\"distance\":\"dot\"}");
    }
    out.println("ready");
    Semaphore room = new Semaphore(IN_FLIGHT);
    for (long id = Long.parseLong(args[2]); ; id += 2) {
      room.acquire();
      long first = id;
      store
          .send("upsert", pair(first, args[1]))
          .whenComplete(
              (reply, failure) -> {
                out.println(failure == null ? String.valueOf(first) : "failed " + failure);
                room.release();
              });
    }
  }

  private static String pair(long id, String round) {
    String point = "{\"id\":%d,\"vector\":[%d,1,0,0],\"payload\":{\"round\":%s,\"pair\":%d}}";
    return "{\"collection\":\"c\",\"points\":[%s,%s,%s]}"
        .formatted(
            point.formatted(id, id % 100, round, id),
            point.formatted(id + 1, id % 100, round, id),
            // one point that every batch replaces: it must never be there twice
            point.formatted(0, 1, round, id));
  }
}
