import CommandLineGrammar
import Testing

struct HelpTests {
    func help(_ arguments: String..., columns: Int = 80) -> String {
        let sink = Sink()
        var tree = Sample.tree(sink)
        tree.columns = columns
        #expect(tree.run(arguments + ["--help"]) == 0)
        return sink.output
    }

    @Test func `the help of a verb`() {
        #expect(
            help("run") == """
                Run a command in a new container

                Usage:
                  apus run [options] IMAGE [COMMAND [ARG...]]

                Description:
                  Makes a container from the image and runs a command in it.

                  The image is pulled when missing.

                Aliases:
                  apus run, apus container run

                Examples:
                  apus run --rm -it debian bash
                  apus run -d -p 8080:80 'web\\1'

                Options:
                  -a, --attach STREAM           Attach to a stream
                  -c, --cpu-shares uint         Relative weight
                  -e, --env NAME=VALUE          Set an environment variable
                  -h, --hostname NAME           Set the host name
                  -i, --interactive             Keep standard input open
                      --name NAME               Assign a name
                      --network NETWORK         Connect the container to a network (default
                                                bridge)
                      --pull POLICY[=always]    Pull the image first ("missing", "always")
                      --rm                      Remove the container when it ends
                      --stop-timeout duration   Time to wait for the end
                  -t, --tty                     Allocate a terminal
                  -v, --verbose count           Say more
                  -V, --volume [SOURCE:]TARGET[:OPTIONS]
                                                Mount a volume

                Resource options:
                  -m, --memory bytes            Limit of memory

                Security options:
                      --cap-add CAP             Add capabilities

                """)
    }

    @Test func `the help of the program`() {
        #expect(
            help() == """
                Manage containers and images

                Usage:
                  apus [options] COMMAND

                Management commands:
                  compose      Manage projects
                  container    Manage containers

                Commands:
                  completion   Print a completion script for bash, zsh or fish
                  help         Show the help of a command
                  ps           List containers
                  rmi          Remove images
                  run          Run a command in a new container
                  start        Start one or more containers

                Options:
                  -D, --debug       Say what is done
                  -c, --root PATH   Where images and containers live
                  -v, --version     Print the version

                Run 'apus COMMAND --help' for more about a command.

                """)
    }

    @Test func `no line is longer than the terminal is wide`() {
        for columns in [10, 80, 100, 200] {
            for line in help("run", columns: columns).split(separator: "\n") {
                #expect(line.count <= max(80, columns))
            }
        }
    }
}
