package io.chorus.ingress;

import io.chorus.contracts.Topics;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a tenant's principal write its tasks and read its results, and no more. (To Kafka, who may
 * write or read a topic may also see that it is there.) Thread-safe.
 */
final class TenantAcls {
  /** Stands for the tenant in the form of principals. */
  static final String TENANT = "{tenant}";

  private static final Logger LOG = LoggerFactory.getLogger(TenantAcls.class);
  private static final int LIMIT_S = 10;
  private static final String ANY_HOST = "*";

  private final Admin kafka;
  private final String principals;
  private final AtomicBoolean saidOpen = new AtomicBoolean();

  /**
   * @param principals what tenants are called by the broker, such as {@code User:{tenant}}
   */
  TenantAcls(Admin kafka, String principals) {
    this.kafka = kafka;
    this.principals = principals;
  }

  /** Makes what is missing; a broker without an authorizer stays open to all who reach it. */
  void ensure(String tenant) throws InterruptedException, ExecutionException, TimeoutException {
    try {
      kafka.createAcls(of(tenant)).all().get(LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof SecurityDisabledException)) {
        throw e;
      }
      sayOpen();
    }
  }

  private List<AclBinding> of(String tenant) {
    return List.of(
        allow(tenant, AclOperation.WRITE, topic(Topics.raw(tenant))),
        allow(tenant, AclOperation.READ, topic(Topics.results(tenant))),
        allow(tenant, AclOperation.READ, groups(tenant)));
  }

  private AclBinding allow(String tenant, AclOperation operation, ResourcePattern what) {
    String principal = principals.replace(TENANT, tenant);
    return new AclBinding(
        what, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
  }

  private static ResourcePattern topic(String name) {
    return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
  }

  /** With the point, which no tenant's name has: one tenant's name may begin with another's. */
  private static ResourcePattern groups(String tenant) {
    return new ResourcePattern(ResourceType.GROUP, tenant + ".", PatternType.PREFIXED);
  }

  private void sayOpen() {
    if (saidOpen.compareAndSet(false, true)) {
      LOG.warn(
          "Kafka has no authorizer: whoever reaches it reads and writes every tenant's topics");
    }
  }
}
