package io.chorus.standalone.chaos;

import io.chorus.servers.LocalRabbitMq;
import java.util.concurrent.TimeUnit;

/**
 * Does faults, and undoes them: when {@link #inject} returns the broker takes connections and a
 * task manager is on its way. Each is counted at the point where it is done. One thread's.
 */
final class Injector {
  private static final String ALARMING = "1MB";

  /** What {@link LocalRabbitMq} starts with. */
  private static final String NORMAL = "768MB";

  private final LocalRabbitMq rabbit;
  private final ProcessCluster cluster;
  private final FaultCount count;

  Injector(LocalRabbitMq rabbit, ProcessCluster cluster, FaultCount count) {
    this.rabbit = rabbit;
    this.cluster = cluster;
    this.count = count;
  }

  /** Returns when it is over, which takes a restart of the broker or the fault's hold. */
  void inject(Fault fault) throws InterruptedException {
    switch (fault.kind()) {
      case CONNECTIONS_CLOSED -> closeConnections();
      case BROKER_KILLED -> killBroker();
      case BROKER_PAUSED -> pauseBroker(fault);
      case MEMORY_ALARM -> starveBroker(fault);
      case TASK_MANAGER_KILLED -> killTaskManager();
    }
  }

  private void closeConnections() {
    rabbit.ctl("close_all_connections", "--vhost", "chorus", "chaos");
    count.happened(FaultKind.CONNECTIONS_CLOSED);
  }

  private void killBroker() {
    rabbit.kill();
    count.happened(FaultKind.BROKER_KILLED);
    rabbit.restart();
  }

  private void pauseBroker(Fault fault) throws InterruptedException {
    rabbit.pause();
    count.happened(FaultKind.BROKER_PAUSED);
    try {
      hold(fault);
    } finally {
      rabbit.resume();
    }
  }

  private void starveBroker(Fault fault) throws InterruptedException {
    watermark(ALARMING);
    count.happened(FaultKind.MEMORY_ALARM);
    try {
      hold(fault);
    } finally {
      watermark(NORMAL);
    }
  }

  private void killTaskManager() {
    cluster.killTaskManager(0);
    count.happened(FaultKind.TASK_MANAGER_KILLED);
    cluster.startTaskManager(0);
  }

  private void watermark(String memory) {
    rabbit.ctl("set_vm_memory_high_watermark", "absolute", memory);
  }

  private static void hold(Fault fault) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(fault.hold().toMillis());
  }
}
