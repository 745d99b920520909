package io.kaicd.actors.host;

import io.kaicd.actors.egress.Behalf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's own platform threads: few, daemons, gone when idle. It knows which call each thread
 * works for, so that one call's thread can be interrupted, and abandoned when it does not stop; a
 * fresh thread then takes its place.
 */
public final class PluginThreads implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(PluginThreads.class);

  private final String name;
  private final int most;
  private final long keepAliveNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<Job> queue = new ArrayDeque<>();
  private final List<Worker> workers = new ArrayList<>();
  private int idle;
  private int abandoned;
  private long started;
  private boolean closed;

  public PluginThreads(String name, int most, Duration keepAlive) {
    this.name = name;
    this.most = most;
    this.keepAliveNanos = keepAlive.toNanos();
  }

  /** For what the plugin does besides; it is for whom the code is that asks for it. */
  @Override
  public void execute(Runnable code) {
    execute(null, code);
  }

  /**
   * @throws RejectedExecutionException after {@link #close}
   */
  void execute(@Nullable Object owner, Runnable code) {
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException(name + " has stopped");
      }
      Behalf behalf = owner instanceof Work work ? work.behalf() : Behalf.current();
      queue.add(new Job(owner, code, behalf));
      if (queue.size() > idle && workers.size() < most) {
        spawn();
      } else {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the threads that work for an owner. */
  void interrupt(Object owner) {
    lock.lock();
    try {
      for (Worker worker : workers) {
        if (Objects.equals(worker.owner, owner)) {
          worker.thread.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets the threads that still work for an owner run after all others, and for nobody else any
   * more: what was lowered cannot be raised again without privileges. Has an effect where the JVM
   * hands priorities on to the system, as the launcher asks it to.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but how much others are slowed
  void demote(Object owner) {
    lock.lock();
    try {
      for (Worker worker : workers) {
        if (Objects.equals(worker.owner, owner)) {
          worker.demoted = true;
          worker.thread.setPriority(Thread.MIN_PRIORITY);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  boolean worksFor(Object owner) {
    lock.lock();
    try {
      return workers.stream().anyMatch(worker -> Objects.equals(worker.owner, owner));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up the threads that still work for an owner.
   *
   * @return how many
   */
  int abandon(Object owner) {
    lock.lock();
    try {
      int count = 0;
      for (int i = workers.size() - 1; i >= 0; i--) {
        Worker worker = workers.get(i);
        if (Objects.equals(worker.owner, owner)) {
          worker.abandoned = true;
          workers.remove(i);
          abandoned++;
          count++;
          if (!queue.isEmpty() && !closed) {
            spawn();
          }
        }
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Abandoned threads that still run. */
  int abandoned() {
    lock.lock();
    try {
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more work; what is queued is run, then the threads end. */
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #close}, and interrupts what runs. */
  void closeNow() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      workers.forEach(worker -> worker.thread.interrupt());
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Not on the thread that goes: what it starts would run as low as itself. */
  private void replace() {
    lock.lock();
    try {
      if (!queue.isEmpty() && workers.size() < most) {
        spawn();
      }
    } finally {
      lock.unlock();
    }
  }

  private void spawn() {
    Worker worker = new Worker();
    workers.add(worker);
    worker.thread.start();
  }

  private record Job(@Nullable Object owner, Runnable code, Behalf behalf) {}

  private final class Worker implements Runnable {
    private final Thread thread;
    private @Nullable Object owner;
    private boolean abandoned;
    private boolean demoted;

    Worker() {
      thread =
          Thread.ofPlatform().daemon().name("plugin-" + name + "-" + ++started).unstarted(this);
    }

    @Override
    public void run() {
      for (Job job = next(); job != null; job = next()) {
        try {
          job.behalf().run(job.code());
        } catch (Throwable e) {
          LOG.warn("{}: a task of the plugin failed: {}", name, e.getClass().getName());
        }
      }
    }

    private @Nullable Job next() {
      lock.lock();
      try {
        owner = null;
        if (abandoned) {
          PluginThreads.this.abandoned--;
          return null;
        }
        if (demoted) {
          workers.remove(this);
          Work.runAside(PluginThreads.this::replace);
          return null;
        }
        // Left over from an interrupt that came when the job was already done.
        boolean _ = Thread.interrupted();
        Job job = await();
        if (job == null) {
          workers.remove(this);
        } else {
          owner = job.owner();
        }
        return job;
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Job await() {
      long left = keepAliveNanos;
      while (queue.isEmpty()) {
        if (closed || left <= 0) {
          return null;
        }
        idle++;
        try {
          left = work.awaitNanos(left);
        } catch (InterruptedException e) {
          left = keepAliveNanos; // meant for a job that has ended meanwhile
        } finally {
          idle--;
        }
      }
      return queue.poll();
    }
  }
}
