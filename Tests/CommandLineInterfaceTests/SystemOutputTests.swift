import ContainerEngine
import GoTemplate
import JSONText
import Testing

@testable import CommandLineInterface

@Suite struct SystemOutputTests {
    @Test func `documents are printed as YAML that people read`() {
        let document: JSONValue = [
            "b": ["text": "plain", "number": 5, "version": "12", "flag": true, "nothing": .null],
            "a": [
                "list": ["one", "two"], "empty": .array([]), "none": .object(JSONObject()),
                "objects": [["x": 1, "y": 2], ["x": 3]],
            ],
            "odd": [
                "colon": "a: b", "lines": "a\nb\u{1}", "quote": "say \"hi\"", "dash": "-x", "url": "http://x:1/y",
                "blank": "",
            ],
        ]
        #expect(
            PlainDocument.text(document) == """
                a:
                  empty: []
                  list:
                  - one
                  - two
                  none: {}
                  objects:
                  - x: 1
                    y: 2
                  - x: 3
                b:
                  flag: true
                  nothing: null
                  number: 5
                  text: plain
                  version: "12"
                odd:
                  blank: ""
                  colon: "a: b"
                  dash: "-x"
                  lines: "a\\nb\\x01"
                  quote: "say \\"hi\\""
                  url: http://x:1/y

                """)
    }

    @Test func `the version is printed in every form`() throws {
        #expect(
            try VersionCommand.text(nil) == """
                Client:       Apus Engine
                Version:      \(ApusVersion.text)
                API Version:  \(ApusVersion.api)
                OS/Arch:      linux/\(HostPlatform.architecture)

                """)
        #expect(try VersionCommand.text("{{.Client.Version}} {{.Server.Os}}") == "\(ApusVersion.text) linux\n")
        #expect(try VersionCommand.text("json").contains("\"OsArch\": \"linux/\(HostPlatform.architecture)\""))
        #expect(throws: EngineError.self) { _ = try VersionCommand.text("{{.Nothing}}") }
    }

    @Test func `what takes space is told with the share that can be freed`() throws {
        let row = DiskUsageCommand.Row(type: "Images", total: 3, active: 1, size: 2_000_000, reclaimable: 500_000)
        let text = try RowOutput(verb: "df", table: "{{.Type}}\t{{.Total}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}")
            .text(
                nil, [DiskUsageCommand.template(row)]
            ) { .null }
        #expect(
            text == """
                TYPE        TOTAL       ACTIVE      SIZE        RECLAIMABLE
                Images      3           1           2MB         500kB (25%)

                """)
    }
}
