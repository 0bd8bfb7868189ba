package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class MigrationIT {
  /** As one is that was made before a change of a lower number came. */
  @Test
  void aDatabaseThatIsAheadTakesWhatItHasNot(Database database) {
    PostgresKit.update(database, "DROP TABLE watches, watched_files");
    PostgresKit.update(database, "DELETE FROM flyway_schema_history WHERE version = '11'");

    database.migrate();

    assertThat(PostgresKit.count(database, "SELECT count(*) FROM watches")).isZero();
  }
}
