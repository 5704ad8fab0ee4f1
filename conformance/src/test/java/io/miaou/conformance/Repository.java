package io.miaou.conformance;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are. */
final class Repository {
    /** The folder that holds all modules, wherever the tests were started. */
    static final Path ROOT = root(Path.of("").toAbsolutePath());

    static final Path NODE = ROOT.resolve("conformance/node");
    static final Path COURSE = ROOT.resolve("conformance/course");

    private Repository() {}

    private static Path root(Path from) {
        for (Path at = from; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("protocol")) && Files.isDirectory(at.resolve("conformance"))) {
                return at;
            }
        }
        throw new IllegalStateException("no folder above " + from + " holds protocol/ and conformance/");
    }
}
