package io.chorus.standalone.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.Spend.Dimension;
import io.chorus.connector.postgres.Spend.Line;
import io.chorus.contracts.Json;
import io.chorus.contracts.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {
  private static final List<Dimension> BY = List.of(Dimension.TENANT, Dimension.PROJECT);
  private static final Line LINE =
      new Line(
          List.of("acme", "apollo"),
          1_234,
          3,
          1_200,
          7,
          30,
          new Usage(5_000, 700, 300, 90),
          2_500_000_000L,
          4,
          1_000_000L);

  @Test
  void peopleSeeAlignedColumns() {
    assertThat(Format.TABLE.of(BY, List.of(LINE)).lines())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("  acme    apollo")
        .contains("1,234", "2.5000")
        .endsWith("0.0010");
  }

  @Test
  void spreadsheetsReadEveryFigureToTheLastDigit() {
    assertThat(Format.CSV.of(BY, List.of(LINE)))
        .isEqualTo(
            "tenant,project,asks,hedges,answered,from_cache,failed,tokens_in,cached,tokens_out,reasoning,usd,"
                + "ambiguous,ambiguous_usd\r\n"
                + "acme,apollo,1234,3,1200,7,30,5000,300,700,90,2.500000000,4,0.001000000\r\n");
  }

  @Test
  void whatATenantWroteIsNeitherAColumnNorAFormulaOfTheSpreadsheet() {
    Line evil =
        new Line(List.of("a,\"b\"\nc", "=HYPERLINK(1)"), 0, 0, 0, 0, 0, Usage.NONE, 0, 0, 0);

    assertThat(Format.CSV.of(BY, List.of(evil)))
        .contains("\r\n\"a,\"\"b\"\"\nc\",'=HYPERLINK(1),0,0,");
  }

  @Test
  void programsReadAnArray() throws Exception {
    JsonNode all = Json.read(Format.JSON.of(BY, List.of(LINE, LINE)), JsonNode.class);

    assertThat(all).hasSize(2);
    assertThat(all.at("/0/tenant").asText()).isEqualTo("acme");
    assertThat(all.at("/0/usd").decimalValue()).isEqualByComparingTo("2.5");
    assertThat(all.at("/0/ambiguous").asLong()).isEqualTo(4);
    assertThat(Json.read(Format.JSON.of(BY, List.of()), JsonNode.class)).isEmpty();
  }
}
