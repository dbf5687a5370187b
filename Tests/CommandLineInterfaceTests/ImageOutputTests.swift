import CommandLineGrammar
import ContainerEngine
import ContainerState
import GoTemplate
@testable import ImageStorage
import JSONText
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import CommandLineInterface

@Suite struct ImageOutputTests {
    private static let id = Digest("sha256:7327105019d372cf9c4ec8d6a0f3b4acbc4b37435b984bea823a3fc8e0922268")!
    private static let manifest = Digest("sha256:f3016aae7a9251403a58290b61c21a5256b16df44f8a3b31323bcd67f9939791")!

    private func image(_ names: [String]) throws -> ImageRecord {
        let target = NameRecord.Target(mediaType: MediaType.manifest, digest: Self.manifest, size: 500)
        let record = NameRecord(
            target: target, manifest: target, id: Self.id, platform: "linux/amd64",
            created: Timestamp(nanoseconds: Timestamp.now.nanoseconds - 125_000_000_000), size: 2_131_234)
        let parsed = try names.map { try ImageName(parsing: $0) }
        return ImageRecord(
            names: parsed, record: record, targets: [target], targetsOfNames: parsed.map { _ in target })
    }

    private func engine(_ directory: borrowing TemporaryDirectory) throws -> Engine {
        try Engine(
            locations: StateLocations(root: directory.path + "/root", runRoot: directory.path + "/run"),
            host: HostFacts(rootless: false, callerUser: 0, callerGroup: 0, capabilities: [], mappedIDs: nil),
            runtimeProgram: "/nonexistent")
    }

    @Test func `images are listed as podman lists them`() throws {
        let directory = try TemporaryDirectory("rows")
        let engine = try engine(directory)
        func table(_ names: [String], full: Bool = false) throws -> String {
            let image = try image(names)
            let rows = ImageRow.rows(of: image, names: image.names, containers: 1, engine: engine, full: full)
            return try RowOutput(
                verb: "images", table: "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.Created}}\t{{.Size}}",
                headers: ImageRow.headers
            ).text(nil, rows.map(\.template)) { .null }
        }
        #expect(
            try table(["localhost/tiny:1", "quay.io/x/y:latest"]) == """
                REPOSITORY      TAG         IMAGE ID      CREATED        SIZE
                localhost/tiny  1           7327105019d3  2 minutes ago  2.13 MB
                quay.io/x/y     latest      7327105019d3  2 minutes ago  2.13 MB

                """)
        #expect(try table([]).contains("<none>      <none>      7327105019d3"))
        #expect(try table(["quay.io/x/y@\(Self.manifest)"]).contains("quay.io/x/y  <none>      7327105019d3"))
        #expect(try table(["a:1"], full: true).contains(Self.id.description))
    }

    @Test func `templates see the fields of docker and podman`() throws {
        let directory = try TemporaryDirectory("rows")
        let engine = try engine(directory)
        let image = try image(["localhost/tiny:1", "localhost/tiny:2"])
        let rows = ImageRow.rows(of: image, names: [image.names[0]], containers: 3, engine: engine, full: false)
        let text = try RowOutput(verb: "images", table: "").text(
            "{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}} {{.VirtualSize}} {{.Containers}} {{.Names}} {{.Digest}} {{.CreatedSince}}",
            rows.map(\.template)
        ) { .null }
        #expect(
            text
                == "localhost/tiny:1 7327105019d3 2.13 MB 2131234 3 [localhost/tiny:1 localhost/tiny:2] \(Self.manifest) "
                + "2 minutes ago\n")
    }

    @Test func `sizes have a blank before their unit`() {
        #expect(ImageRow.size(0) == "0 B")
        #expect(ImageRow.size(2_131_234) == "2.13 MB")
        #expect(ImageRow.size(170_000_000) == "170 MB")
    }

    @Test func `the steps of an image are cut to the width of the table`() throws {
        let line = ImageHistoryLine(
            id: Self.id, created: Timestamp(seconds: 1_795_262_333),
            createdBy: "/bin/sh -c #(nop)\tADD file:ccc4b13863f516bd1710fe6c8224ec02e7200008 in /", comment: "one\ntwo",
            size: 1_996_800, diffID: nil, tags: [])
        var options = HistoryCommand.Options()
        func text(_ template: String) throws -> String {
            try RowOutput(verb: "history", table: "").text(template, [HistoryCommand.row(line, options)]) { .null }
        }
        #expect(
            try text("{{.ID}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}|{{.CreatedAt}}")
                == "7327105019d3|/bin/sh -c #(nop) ADD file:ccc4b13863f516b...|2 MB|one two|2026-11-21 11:58:53 +0000 UTC\n"
        )
        options.human = false
        options.full = true
        #expect(
            try text("{{.ID}}|{{.Created}}|{{.Size}}") == "\(Self.id.hex)|2026-11-21T11:58:53Z|1996800\n")
        var below = line
        below.id = nil
        options.full = false
        #expect(
            try RowOutput(verb: "history", table: "").text("{{.ID}}", [HistoryCommand.row(below, options)]) { .null }
                == "<missing>\n")
    }

    @Test func `platforms are named whole or by their parts`() throws {
        #expect(try PlatformFlags().wanted() == nil)
        #expect(try PlatformFlags(platform: "linux/arm/v6").wanted()?.description == "linux/arm/v6")
        #expect(try PlatformFlags(architecture: "riscv64").wanted()?.description == "linux/riscv64")
        #expect(try PlatformFlags(os: "windows", architecture: "amd64").wanted()?.description == "windows/amd64")
        #expect(throws: EngineError.self) {
            _ = try PlatformFlags(platform: "linux/arm64", architecture: "arm").wanted()
        }
    }
}
