import CommandLineGrammar
import Testing

struct CommandTreeTests {
    struct Outcome {
        let code: Int32
        let output: String
        let errors: String
        let call: Invocation<SampleRun, SampleGlobals>?
    }

    @discardableResult
    func run(_ arguments: String...) -> Outcome {
        let sink = Sink()
        let code = Sample.tree(sink).run(arguments)
        return Outcome(code: code, output: sink.output, errors: sink.errors, call: sink.last)
    }

    @Test func `a verb gets its options, the globals and the operands`() throws {
        let result = run(
            "--root", "/x", "run", "-it", "--rm", "-eA=1", "--env", "B=2", "-m", "64m", "--cap-add", "A,B", "--pull",
            "-D",
            "image", "sh", "-c", "exit")
        #expect(result.code == 0)
        #expect(result.errors == "")
        let call = try #require(result.call)
        #expect(call.globals.root == "/x" && call.globals.debug)
        #expect(call.options.interactive && call.options.terminal && call.options.remove)
        #expect(call.options.environment == ["A=1", "B=2"])
        #expect(call.options.memory == 67_108_864)
        #expect(call.options.capabilities == ["A", "B"])
        #expect(call.options.pull == "always")
        #expect(call.operands == ["image", "sh", "-c", "exit"])
        #expect(call.isGiven("memory") && !call.isGiven("name"))
        #expect(call.path == ["apus", "run"])
    }

    @Test func `one definition serves two places, and aliases`() throws {
        #expect(run("container", "run", "--name", "x", "image").call?.path == ["apus", "container", "run"])
        #expect(run("ps", "-a").code == 3)
        #expect(run("list").code == 3)
        #expect(run("container", "list", "-a").call?.path == ["apus", "container", "ls"])
    }

    @Test func `a group's options reach the globals before and after its verb`() {
        #expect(run("compose", "-f", "a.yaml", "up").errors == "")
        #expect(run("compose", "up", "--file=a.yaml").errors == "")
        #expect(run("up").code == 125)
    }

    @Test func `flags can be counted and switched off`() throws {
        let call = try #require(run("run", "-vvv", "--rm", "--rm=false", "image").call)
        #expect(call.options.verbosity == 3)
        #expect(!call.options.remove && call.isGiven("rm"))
        let other = run("run", "--verbose=7", "--stop-timeout", "1m", "image").call
        #expect(other?.options.verbosity == 7)
        #expect(other?.options.stopTimeout == 60_000_000_000)
    }

    @Test(arguments: [
        (["run", "--foo", "image"], "unknown flag: --foo\nSee 'apus run --help'"),
        (["run", "-Z"], "unknown shorthand flag: 'Z' in -Z\nSee 'apus run --help'"),
        (["container", "run", "--name"], "flag needs an argument: --name\nSee 'apus container run --help'"),
        (
            ["run", "--memory", "x", "image"],
            "invalid argument \"x\" for \"-m, --memory\" flag: invalid size: 'x'\nSee 'apus run --help'"
        ),
        (
            ["run", "--pull=x", "image"],
            "invalid argument \"x\" for \"--pull\" flag: must be always, missing or never\nSee 'apus run --help'"
        ),
        (["run"], "requires at least 1 arg(s), only received 0\nSee 'apus run --help'"),
        (["ps", "x"], "`apus ps` takes no arguments\nSee 'apus ps --help'"),
        (["--nonsense"], "unknown flag: --nonsense\nSee 'apus --help'"),
        (["zzzzz"], "unknown command \"zzzzz\" for \"apus\"\nSee 'apus --help'"),
        (["container", "zzzzz"], "unknown command \"zzzzz\" for \"apus container\"\nSee 'apus container --help'"),
        (
            ["rnu"],
            "unknown command \"rnu\" for \"apus\"\n\nDid you mean this?\n\trun\n\nSee 'apus --help'"
        ),
        (["compose"], "missing command 'apus compose COMMAND'\nSee 'apus compose --help'"),
        (
            ["completion", "tcsh"],
            "completion needs the name of a shell: bash, zsh or fish\nSee 'apus completion --help'"
        ),
    ])
    func `a wrong command line ends with 125 and names the help`(arguments: [String], expected: String) {
        let sink = Sink()
        #expect(Sample.tree(sink).run(arguments) == 125)
        #expect(sink.errors == "Error: " + expected + "\n")
    }

    @Test func `a verb chooses its own exit code and whether help would help`() {
        let result = run("start", "none")
        #expect(result.code == 1)
        #expect(result.errors == "Error: no such container: none\n")
    }

    @Test func `the program alone shows its help and fails; with an option of its own it may do something`() {
        let bare = run()
        #expect(bare.code == 125)
        #expect(bare.output.hasPrefix("Manage containers and images\n\nUsage:\n  apus [options] COMMAND\n"))
        #expect(bare.errors == "Error: missing command 'apus COMMAND'\nSee 'apus --help'\n")
        #expect(run("--version").output == "apus version 1.0\n")
        #expect(run("-v").code == 0)
    }

    @Test func `help is reached in every way`() {
        let texts = [
            run("run", "--help").output, run("help", "run").output, run("--help", "run").output,
            run("run", "-t", "--help", "--rm").output,
        ]
        #expect(Set(texts).count == 1)
        #expect(texts[0].hasPrefix("Run a command in a new container\n\nUsage:\n  apus run [options] IMAGE"))
        #expect(run("container", "--help").output == run("help", "container").output)
        #expect(run("help").output == run("--help").output)
        #expect(run("-h").code == 0)
        #expect(run("help", "zzzzz").errors.contains("unknown command \"zzzzz\""))
    }

    @Test func `what is going away still works, with advice`() {
        #expect(run("old").errors == "Command \"old\" is deprecated, use run\n")
        #expect(run("run", "--latest-thing", "image").errors == "Flag --latest-thing has been deprecated, use --name\n")
        #expect(run("run", "--secret-thing", "image").errors == "")
    }

    @Test func `names for shells come from the program`() {
        #expect(run("__complete", "containers", "").output == "containers-one\ncontainers-two\n")
        #expect(run("__complete", "containers", "containers-t").output == "containers-two\n")
        #expect(run("--root", "/r", "__complete", "x", "/").output == "/r\n")
    }

    @Test func `operands are counted`() {
        func refusal(_ rule: OperandRule, _ count: Int) -> String? {
            var printed = ""
            let tree = CommandTree<Void>(
                program: "p", summary: "", initial: (), globalOptions: { [] },
                commands: { [.verb("v", "") { Verb(operands: rule) { _ in 0 } }] }, output: { printed += $1 })
            return tree.run(["v"] + Array(repeating: "x", count: count)) == 0 ? nil : printed
        }
        #expect(refusal(.exactly(2), 2) == nil)
        #expect(refusal(.exactly(2), 1) == "Error: accepts 2 arg(s), received 1\nSee 'p v --help'\n")
        #expect(refusal(.between(1, 2), 3) == "Error: accepts between 1 and 2 arg(s), received 3\nSee 'p v --help'\n")
        #expect(refusal(.atMost(1), 2) == "Error: accepts at most 1 arg(s), received 2\nSee 'p v --help'\n")
        #expect(refusal(.any, 9) == nil)
        #expect(refusal(.none, 0) == nil)
    }
}
