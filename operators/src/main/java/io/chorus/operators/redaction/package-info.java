/** Keeps what people are reached and known by from engines, and puts it back into their answers. */
package io.chorus.operators.redaction;
