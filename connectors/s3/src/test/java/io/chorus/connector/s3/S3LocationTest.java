package io.chorus.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket,        bucket, ''",
    "s3://bucket/,       bucket, ''",
    "s3://bucket/a,      bucket, a/",
    "s3://bucket/a/b-1/, bucket, a/b-1/",
    "s3://my.own/a_b=c,  my.own, a_b=c/",
  })
  void aPlaceIsABucketAndAPrefix(String text, String bucket, String prefix) {
    assertThat(S3Location.parse(text)).isEqualTo(new S3Location(bucket, prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3://b",
        "s3:///a",
        "s3://Bucket",
        "s3://bucket//a",
        "s3://bucket/../other",
        "s3://bucket/./a",
        "s3://bucket/a b",
        "s3://bucket/%2e",
        "s3://user:secret@bucket",
        "bucket:a"
      })
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> S3Location.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this is no place in S3; allowed: s3://BUCKET or s3://BUCKET/PREFIX");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket,   s3://bucket/a,   true",
    "s3://bucket/a, s3://bucket/a/,  true",
    "s3://bucket/a, s3://bucket/a/b, true",
    "s3://bucket/a, s3://bucket/ab,  false",
    "s3://bucket/a, s3://bucket,     false",
    "s3://bucket,   s3://other,      false",
  })
  void aPlaceHoldsWhatIsUnderIt(String one, String other, boolean holds) {
    assertThat(S3Location.parse(one).holds(S3Location.parse(other))).isEqualTo(holds);
  }

  @Test
  void namesAreUnderThePrefix() {
    assertThat(S3Location.parse("s3://bucket/a").key("x/y")).isEqualTo("a/x/y");
    assertThat(S3Location.parse("s3://bucket").key("x")).isEqualTo("x");
  }
}
