/** What is left standing when servers and networks misbehave; the table rows of reliability bear their numbers here. */
@NullMarked
package io.miaou.conformance.reliability;

import org.jspecify.annotations.NullMarked;
