package io.chorus.ingress;

/** Carries a refusal to where the caller is answered. An answer, not a defect: it has no stack. */
final class RefusedException extends RuntimeException {
  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.code(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
