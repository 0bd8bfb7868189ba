/** What urgent calls and small tenants feel of others' work. */
package io.chorus.standalone.bench.lanes;
