@testable import CommandLineInterface
import CommandLineGrammar
import ContainerState
import GoTemplate
import JSONText
import Linux
import Testing

@Suite struct FormattingTests {
    @Test func `spans of time read as docker says them`() {
        let second: Int64 = 1_000_000_000
        let golden: [(Int64, String)] = [
            (0, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"),
            (119, "About a minute"),
            (120, "2 minutes"), (3599, "59 minutes"), (3600, "About an hour"), (7200, "2 hours"),
            (47 * 3600, "47 hours"),
            (48 * 3600, "2 days"), (13 * 86400, "13 days"), (14 * 86400, "2 weeks"), (60 * 86400, "2 months"),
            (3 * 365 * 86400, "3 years"),
        ]
        for (seconds, text) in golden { #expect(HumanTime.duration(nanoseconds: seconds * second) == text) }
        let moment = Timestamp(nanoseconds: 1_795_260_907_185_571_212)
        #expect(HumanTime.goText(moment) == "2026-11-21 11:35:07.185571212 +0000 UTC")
        #expect(
            HumanTime.ago(moment, now: Timestamp(nanoseconds: moment.nanoseconds + 125 * second)) == "2 minutes ago")
        // A clock that was set back.
        #expect(HumanTime.ago(moment, now: Timestamp(seconds: 0)) == "Less than a second ago")
    }

    @Test func `sizes have as many digits as in the field`() {
        #expect(HumanSize.short(0) == "0B")
        #expect(HumanSize.short(1_982_394) == "1.98MB")
        #expect(HumanSize.short(120_000_000) == "120MB")
        #expect(HumanSize.binary(1024) == "1KiB")
        #expect(HumanSize.binary(1_610_612_736) == "1.5GiB")
        #expect(HumanSize.binary(1_073_741_824 + 5_000_000) == "1.005GiB")
    }

    @Test func `ids are cut to twelve digits and texts to a width`() {
        #expect(ShortID.text("sha256:0123456789abcdef") == "0123456789ab")
        #expect(ShortID.text("0123456789abcdef", full: true) == "0123456789abcdef")
        #expect(ShortID.clipped("abcdefgh", to: 6) == "abc...")
        #expect(ShortID.clipped("abcdef", to: 6) == "abcdef")
    }

    @Test func `rows become a table, JSON or what a template says`() throws {
        let rows: [TemplateValue] = [
            .record("row", [("ID", "a1"), ("Names", "web")]), .record("row", [("ID", "b2"), ("Names", "db")]),
        ]
        var output = RowOutput(verb: "ps", table: "{{.ID}}\t{{.Names}}", headers: ["ID": "CONTAINER ID"])
        #expect(try output.text(nil, rows) { .null } == "CONTAINER ID  NAMES\na1            web\nb2            db\n")
        #expect(
            try output.text("table {{.Names}} {{.ID}}", rows) { .null }
                == "NAMES       CONTAINER ID\nweb         a1\ndb          b2\n")
        #expect(try output.text("{{.Names}}={{.ID}}", rows) { .null } == "web=a1\ndb=b2\n")
        #expect(try output.text("json", rows) { [["Id": "a1"]] } == "[\n  {\n    \"Id\": \"a1\"\n  }\n]\n")
        output.showsHeading = false
        #expect(try output.text(nil, rows) { .null } == "a1            web\nb2            db\n")
        #expect(throws: (any Error).self) { try output.text("{{.Foo}}", rows) { .null } }
    }

    @Test(arguments: [
        ("web", "my-web-1", true), ("^web$", "web", true), ("^web$", "web2", false), ("^/web$", "/web", true),
        ("we.", "wex", true),
        ("w(eb|ax)+$", "webax", true), ("[a-c]{2}", "xbcx", true), ("[^a-c]{2}", "abab", false), ("a*b", "b", true),
        ("(a*)*$", "aaab", true), ("x|y", "hay", true), ("a\\.b", "a.b", true), ("a\\.b", "axb", false),
        ("\\d+", "v12", true),
        ("", "anything", true), ("a{2,}", "aa", true), ("a{2,}", "a", false),
    ])
    func `names are matched by expressions`(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try #require(NamePattern(pattern)).matches(text) == expected)
    }

    @Test(arguments: ["(", "a)", "[a", "*", "a{2", "a{3,1}", "\\", "[b-a]"])
    func `what is no expression is refused`(_ pattern: String) { #expect(NamePattern(pattern) == nil) }

    @Test func `filters are read, and times in them`() throws {
        var words = FilterWords()
        try words.add("label=a=b")
        try words.add("label!=c")
        #expect(words.values["label"] == ["a=b"])
        #expect(words.values["label!"] == ["c"])
        #expect(throws: UsageError.self) {
            var words = FilterWords(); try words.add("foo")
        }
        let now = Timestamp(seconds: 1_000_000)
        #expect(try FilterWords.moment("1h", now: now) == Timestamp(seconds: 996_400))
        #expect(try FilterWords.moment("12345", now: now) == Timestamp(seconds: 12345))
        #expect(try FilterWords.moment("1970-01-02", now: now) == Timestamp(seconds: 86400))
        #expect(throws: (any Error).self) { try FilterWords.moment("yesterday", now: now) }
        #expect(FilterWords.labels(["a": "b", "c": ""], match: ["a=b", "c"]))
        #expect(!FilterWords.labels(["a": "b"], match: ["a=b", "c"]))
    }

    @Test(arguments: [
        ("debian", true), ("debian:12", true), ("library/debian", true), ("docker.io/library/debian:12", true),
        ("debian:11", false),
        ("bian", false), ("04e6db80", true), ("sha256:04e6", true), ("ubuntu", false),
    ])
    func `an ancestor is named in every way in which an image is`(_ word: String, _ expected: Bool) {
        let summary = ContainerSummary(
            id: "", name: "", image: "docker.io/library/debian:12", imageID: "04e6db8058187", command: "",
            created: .now, autoRemove: false)
        #expect(ContainerFilters.isOf(summary, image: word) == expected)
    }

    @Test func `inspected documents answer to Go's names and to a missing health`() throws {
        let document: JSONValue = ["Id": "a1", "State": ["Status": "running"], "Config": ["Labels": ["x": "y"]]]
        func text(_ format: String?) throws -> String { try InspectOutput.text([document], format: format) }
        #expect(try text("{{.Id}} {{.ID}}") == "a1 a1\n")
        #expect(try text("{{if .State.Health}}sick{{else}}none{{end}}") == "none\n")
        #expect(try text("{{.Config.Labels.x}}{{index .Config.Labels \"nothing\"}}") == "y\n")
        #expect(try text("{{json .State}}") == "{\"Status\":\"running\"}\n")
        #expect(try text("json") == text(nil))
        #expect(try text(nil).hasPrefix("[\n     {\n          \"Id\": \"a1\","))
        #expect(try InspectOutput.text([], format: nil) == "[]\n")
        #expect(throws: (any Error).self) { try text("{{.Foo}}") }
    }

    @Test func `of the host's process list only the container's lines are shown`() throws {
        let text = "USER     PID COMMAND\nroot       1 init\nroot      42 sleep 1\nroot     421 other\n"
        #expect(try HostProcessList.select(text, [42]) == "USER     PID COMMAND\nroot      42 sleep 1\n")
        #expect(throws: (any Error).self) { try HostProcessList.select("COMMAND\ninit\n", [1]) }
    }
}
