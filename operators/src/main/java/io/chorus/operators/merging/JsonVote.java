package io.chorus.operators.merging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.operators.quality.AnswerSchema;
import io.chorus.operators.quality.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A vote on each field of JSON objects, objects inside them field by field too; arrays and all else
 * are voted on whole. A field that a ballot lacks is a vote for leaving it out.
 */
public final class JsonVote {
  private record Paper(JsonNode node, double weight) {}

  private record Merged(JsonNode node, double share, boolean certain) {}

  private JsonVote() {}

  /**
   * The merged document; where its fields together break the schema, the whole ballot that most
   * weight stands behind, of equal ones the first.
   *
   * @param ballots documents as {@link Extraction} normalises them; those that break the schema
   *     have no vote
   * @param weightOut as {@link Vote#of}
   * @param schema what the answer must obey, or null
   * @return confidence is the least sure field's; certain where every field is
   */
  public static Outcome of(List<Ballot> ballots, double weightOut, AnswerSchema schema) {
    List<Ballot> valid =
        ballots.stream().filter(ballot -> obeys(schema, JsonText.in(ballot.value()))).toList();
    if (valid.isEmpty()) {
      return Outcome.NONE;
    }
    Merged merged =
        merge(
            valid.stream().map(b -> new Paper(JsonText.in(b.value()), b.weight())).toList(),
            weightOut);
    return obeys(schema, merged.node())
        ? new Outcome(JsonText.canonical(merged.node()), merged.share(), merged.certain())
        : undecided(Vote.of(valid, weightOut), weightOut);
  }

  /** Any ballot more may make the fields obey after all. */
  private static Outcome undecided(Outcome outcome, double weightOut) {
    return new Outcome(outcome.winner(), outcome.confidence(), weightOut <= 0);
  }

  private static boolean obeys(AnswerSchema schema, JsonNode document) {
    return document != null && (schema == null || schema.allows(document));
  }

  private static Merged merge(List<Paper> papers, double weightOut) {
    List<Paper> objects = papers.stream().filter(paper -> paper.node().isObject()).toList();
    double others = weight(papers) - weight(objects);
    if (weight(objects) <= others) {
      return whole(papers, weightOut);
    }
    Merged fields = fields(objects, weightOut);
    boolean staysObject = weightOut <= 0 || weight(objects) > others + weightOut;
    return new Merged(fields.node(), fields.share(), fields.certain() && staysObject);
  }

  private static double weight(List<Paper> papers) {
    return papers.stream().mapToDouble(Paper::weight).sum();
  }

  private static Merged fields(List<Paper> papers, double weightOut) {
    Set<String> names = new LinkedHashSet<>();
    papers.forEach(paper -> paper.node().fieldNames().forEachRemaining(names::add));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    double share = 1;
    boolean certain = true;
    for (String name : names) {
      Merged field = field(papers, name, weightOut);
      if (!field.node().isMissingNode()) {
        node.set(name, field.node());
      }
      share = Math.min(share, field.share());
      certain &= field.certain();
    }
    return new Merged(node, share, certain);
  }

  private static Merged field(List<Paper> papers, String name, double weightOut) {
    List<Paper> values = new ArrayList<>();
    papers.forEach(paper -> values.add(new Paper(paper.node().path(name), paper.weight())));
    return merge(values, weightOut);
  }

  private static Merged whole(List<Paper> papers, double weightOut) {
    List<Ballot> ballots =
        papers.stream().map(paper -> new Ballot(text(paper.node()), paper.weight())).toList();
    Outcome outcome = Vote.of(ballots, weightOut);
    JsonNode winner =
        papers.stream()
            .map(Paper::node)
            .filter(node -> text(node).equals(outcome.winner()))
            .findFirst()
            .orElseThrow();
    return new Merged(winner, outcome.confidence(), outcome.certain());
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "" : JsonText.canonical(node);
  }
}
