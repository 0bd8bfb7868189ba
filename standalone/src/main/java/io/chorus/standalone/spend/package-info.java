/** What was spent, for people and programs. */
package io.chorus.standalone.spend;
