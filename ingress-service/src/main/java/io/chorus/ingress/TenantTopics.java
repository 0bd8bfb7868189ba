package io.chorus.ingress;

import io.chorus.contracts.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics of tenants, and says who may use them; the jobs find them within ten seconds.
 * Thread-safe.
 */
final class TenantTopics {
  private static final int LIMIT_S = 10;

  private final Admin kafka;
  private final TenantAcls acls;

  TenantTopics(Admin kafka, TenantAcls acls) {
    this.kafka = kafka;
    this.acls = acls;
  }

  /** Makes what is missing, with as many partitions as the broker gives by itself. */
  void ensure(String tenant) throws InterruptedException, ExecutionException, TimeoutException {
    List<NewTopic> topics = List.of(topic(Topics.raw(tenant)), topic(Topics.results(tenant)));
    for (KafkaFuture<Void> created : kafka.createTopics(topics).values().values()) {
      awaitCreated(created);
    }
    acls.ensure(tenant);
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, Optional.empty(), Optional.empty());
  }

  private static void awaitCreated(KafkaFuture<Void> created)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      created.get(LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
