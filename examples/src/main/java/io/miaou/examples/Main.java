package io.miaou.examples;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** {@code ./miaou example NAME [OPTION...]}: runs an example; without a name it lists them. */
public final class Main {
    /** As the {@code main} of an example. */
    private interface Program {
        void main(String[] arguments) throws Exception;
    }

    private record Example(String name, String idea, Program program) {}

    private static final List<Example> EXAMPLES = List.of(
            new Example("messages", "A message there, a message back: the first event", Messages::main),
            new Example("clicks", "A counter that all pages share and none can get wrong", Clicks::main),
            new Example("rooms", "Groups of clients: join, leave, speak to one group", Rooms::main),
            new Example("acks", "Questions and answers, in both directions, with a time limit", Acks::main),
            new Example("binary", "Files: bytes beside names, counted and passed on", Binary::main),
            new Example("auth", "Who is there: a token is checked at the door", Auth::main),
            new Example("pair", "A chat over bare WebSocket: pair server, pair client NAME", Pair::main),
            new Example("one-port", "A page, Socket.IO and WebSocket on one port", OnePort::main));

    private Main() {}

    /** Runs the example that the arguments name. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        if (!words.isEmpty() && words.getFirst().equals("example")) { // the launcher says its own word first
            words = words.subList(1, words.size());
        }
        if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
            System.out.print(menu());
            return;
        }
        String name = words.getFirst();
        String[] options = words.subList(1, words.size()).toArray(new String[0]);
        for (Example example : EXAMPLES) {
            if (example.name.equals(name)) {
                System.exit(run(example, options));
            }
        }
        System.err.println("there is no example \"" + Serving.oneLine(name) + "\": ./miaou example lists them");
        System.exit(2);
    }

    private static int run(Example example, String[] options) throws Exception {
        try {
            example.program.main(options);
            return 0;
        } catch (IllegalArgumentException wrongOption) {
            System.err.println(example.name + ": " + wrongOption.getMessage());
            return 2;
        } catch (IOException noPort) {
            System.err.println(example.name + ": " + noPort.getMessage());
            return 1;
        }
    }

    private static String menu() {
        StringBuilder menu = new StringBuilder("Usage: ./miaou example NAME [--port N]\n\n");
        for (Example example : EXAMPLES) {
            menu.append(String.format("  %-10s %s%n", example.name, example.idea));
        }
        return menu.append(
                        "\nEach is a class in examples/src/main/java/io/miaou/examples; its head says what to do with it.\n")
                .toString();
    }
}
