/** The Java that stands in the documents, compiled. {@code DocumentsTest} holds the two against each other. */
@NullMarked
package io.miaou.conformance.snippets;

import org.jspecify.annotations.NullMarked;
