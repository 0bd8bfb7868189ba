package io.chorus.connector.kafka;

import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that tasks come by. A tenant's topic is read when there is one for its results, which
 * is made where it is missing: a result that can't be published would stop the job, for all
 * tenants.
 */
final class TaskTopics implements KafkaSubscriber {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TaskTopics.class);
  private static final int LIMIT_S = 30;

  @Override
  public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient kafka) {
    try {
      Set<String> there = kafka.listTopics().names().get(LIMIT_S, TimeUnit.SECONDS);
      List<String> read =
          Stream.concat(
                  there.stream().filter(Topics::isTasks),
                  there.stream().filter(Topics::isRaw).filter(raw -> hasResults(raw, there, kafka)))
              .toList();
      return KafkaSubscriber.getTopicListSubscriber(read).getSubscribedTopicPartitions(kafka);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not list its topics", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were looked for", e);
    }
  }

  private static boolean hasResults(String raw, Set<String> there, AdminClient kafka) {
    String tenant = Topics.tenantOfRaw(raw);
    if (!Tenants.isName(tenant)) {
      LOG.warn("{} is not read: '{}' is no tenant; allowed: {}", raw, tenant, Tenants.ALLOWED);
      return false;
    }
    return there.contains(Topics.results(tenant)) || isMade(Topics.results(tenant), kafka);
  }

  private static boolean isMade(String topic, AdminClient kafka) {
    try {
      kafka
          .createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
          .all()
          .get(LIMIT_S, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return true;
      }
      LOG.warn("{} can't be made, so that its tenant's tasks wait: {}", topic, e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
