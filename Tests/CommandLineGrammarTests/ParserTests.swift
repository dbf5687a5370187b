import CommandLineGrammar
import Testing

/// pflag's rules, on the parser alone.
struct ParserTests {
    static let options: [OptionDescription] = [
        OptionDescription(long: "name", short: "n", kind: .value("string"), help: ""),
        OptionDescription(long: "tty", short: "t", kind: .flag, help: ""),
        OptionDescription(long: "interactive", short: "i", kind: .flag, help: ""),
        OptionDescription(long: "env", short: "e", kind: .value("string"), help: ""),
        OptionDescription(long: "pull", short: "p", kind: .optionalValue("policy", bare: "always"), help: ""),
        OptionDescription(long: "verbose", short: "v", kind: .count, help: ""),
        OptionDescription(long: "network", kind: .value("net"), help: "", aliases: ["net"]),
        OptionDescription(long: "old", kind: .flag, help: "", deprecation: "use --new"),
    ]

    func parse(_ arguments: [String], stops: Bool = false) throws(UsageError) -> ParsedArguments {
        try ArgumentParser(own: Self.options, allowsOptionsAfterOperands: !stops).parse(arguments[...])
    }

    func given(_ arguments: [String], stops: Bool = false) throws -> [String] {
        let parsed = try parse(arguments, stops: stops)
        return parsed.options.map { Self.options[$0.row].long + "=" + $0.value } + parsed.operands
    }

    func refusal(_ arguments: String...) -> String {
        do throws(UsageError) {
            return "accepted: \(try parse(arguments))"
        } catch { return error.message }
    }

    @Test(arguments: [
        (["--name=web"], ["name=web"]),
        (["--name", "web"], ["name=web"]),
        (["--name="], ["name="]),
        (["--name", ""], ["name="]),
        (["--name=a=b"], ["name=a=b"]),
        (["--name", "--tty"], ["name=--tty"]),
        (["--name", "--"], ["name=--"]),
        (["-n", "web"], ["name=web"]),
        (["-nweb"], ["name=web"]),
        (["-n=web"], ["name=web"]),
        (["-n="], ["name=="]),
        (["-n=", "x"], ["name==", "x"]),
        (["-n", "-t"], ["name=-t"]),
        (["-it"], ["interactive=true", "tty=true"]),
        (["-itn", "web"], ["interactive=true", "tty=true", "name=web"]),
        (["-itnweb"], ["interactive=true", "tty=true", "name=web"]),
        (["-in=web"], ["interactive=true", "name=web"]),
        (["-eX=1"], ["env=X=1"]),
        (["-e=X=1"], ["env=X=1"]),
        (["-e", "X=1"], ["env=X=1"]),
        (["-t=false"], ["tty=false"]),
        (["--tty=false"], ["tty=false"]),
        (["--tty", "false"], ["tty=true", "false"]),
        (["--pull"], ["pull=always"]),
        (["--pull", "x"], ["pull=always", "x"]),
        (["--pull=never"], ["pull=never"]),
        (["-p=never"], ["pull=never"]),
        (["-pt"], ["pull=always", "tty=true"]),
        (["-vvv"], ["verbose=+1", "verbose=+1", "verbose=+1"]),
        (["--verbose=3"], ["verbose=3"]),
        (["--net=host"], ["network=host"]),
        (["--net", "host", "--network", "none"], ["network=host", "network=none"]),
        (["a", "--tty", "b"], ["tty=true", "a", "b"]),
        (["a", "--", "--tty", "--"], ["a", "--tty", "--"]),
        (["-"], ["-"]),
        (["", "-t"], ["tty=true", ""]),
        (["-t", "--", "-t"], ["tty=true", "-t"]),
        (["--name=ü", "-nß"], ["name=ü", "name=ß"]),
    ])
    func `arguments are read as pflag reads them`(arguments: [String], expected: [String]) throws {
        #expect(try given(arguments) == expected)
    }

    @Test func `where options end at the first operand the rest is left alone`() throws {
        #expect(
            try given(["-t", "image", "-x", "--", "--name"], stops: true) == [
                "tty=true", "image", "-x", "--", "--name",
            ])
        #expect(try given(["--", "image", "-t"], stops: true) == ["image", "-t"])
        #expect(try given(["-", "-t"], stops: true) == ["-", "-t"])
    }

    @Test func `the number of operands before the dashes is kept`() throws {
        #expect(try parse(["a", "b", "--", "c"]).operandsBeforeDashes == 2)
        #expect(try parse(["a"]).operandsBeforeDashes == nil)
    }

    @Test func `help is known to every verb`() throws {
        #expect(try parse(["--help"]).wantsHelp)
        #expect(try parse(["-h"]).wantsHelp)
        #expect(try parse(["-th"]).wantsHelp)
        #expect(try !parse(["--help=false"]).wantsHelp)
        let own = OptionDescription(long: "hostname", short: "h", kind: .value("NAME"), help: "")
        let parsed = try ArgumentParser(own: [own]).parse(["-h", "web"])
        #expect(!parsed.wantsHelp && parsed.options.map { $0.value } == ["web"])
    }

    @Test func `an option that is going away says so`() throws {
        #expect(try parse(["--old"]).warnings == ["Flag --old has been deprecated, use --new"])
    }

    @Test func `what is wrong is said in pflag's words`() {
        #expect(refusal("--foo") == "unknown flag: --foo")
        #expect(refusal("--foo=1") == "unknown flag: --foo")
        #expect(refusal("-x") == "unknown shorthand flag: 'x' in -x")
        #expect(refusal("-txi") == "unknown shorthand flag: 'x' in -xi")
        #expect(refusal("-=") == "unknown shorthand flag: '=' in -=")
        #expect(refusal("-t=") == "unknown shorthand flag: '=' in -=")
        #expect(refusal("-'") == "unknown shorthand flag: '\\'' in -'")
        #expect(refusal("--name") == "flag needs an argument: --name")
        #expect(refusal("-n") == "flag needs an argument: 'n' in -n")
        #expect(refusal("-tn") == "flag needs an argument: 'n' in -n")
        #expect(refusal("--=x") == "bad flag syntax: --=x")
        #expect(refusal("---x") == "bad flag syntax: ---x")
        #expect(
            refusal("--help=x")
                == "invalid argument \"x\" for \"-h, --help\" flag: strconv.ParseBool: parsing \"x\": invalid syntax")
    }

    @Test func `a mistyped long option is answered with the near ones`() {
        #expect(refusal("--nmae") == "unknown flag: --nmae\n\nDid you mean this?\n\t--name\n")
        #expect(refusal("--olf") == "unknown flag: --olf")
    }

    @Test func `a verb's own option wins over a persistent one`() throws {
        let shares = OptionDescription(long: "cpu-shares", short: "c", kind: .value("uint"), help: "")
        let connection = OptionDescription(long: "connection", short: "c", kind: .value("string"), help: "")
        let parsed = try ArgumentParser(own: [shares], persistent: [connection]).parse(["-c5", "--connection=x"])
        #expect(parsed.options.map { $0.table } == [.own, .persistent])
    }
}
