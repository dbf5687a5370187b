@testable import ContainerEngine
import Linux
import TestSupport
import Testing

@Suite struct LayerChangesTests {
    static let isRoot = Credentials.effectiveUser == 0

    private func write(_ path: String, _ text: String) throws {
        try open(path, [.writeOnly, .create, .truncate], mode: 0o644).write(text)
    }

    @Test(.enabled(if: isRoot)) func `additions, changes and deletions are told apart`() throws {
        let base = try TemporaryDirectory("changes")
        let (upper, lower) = (base.path + "/upper", base.path + "/lower")
        for path in [
            "\(lower)/etc", "\(lower)/bin", "\(lower)/same/deep", "\(upper)/etc", "\(upper)/bin", "\(upper)/new",
            "\(upper)/same",
        ] {
            try makeDirectories(path)
        }
        try write("\(lower)/etc/passwd", "old")
        try write("\(upper)/etc/passwd", "new")
        try write("\(upper)/etc/hosts", "the engine's")
        try write("\(lower)/bin/ls", "x")
        try makeNode("\(upper)/bin/ls", kind: 0o020000, permissions: 0)
        try makeNode("\(upper)/bin/never", kind: 0o020000, permissions: 0)
        try write("\(upper)/new/file", "x")
        try makeSymlink("\(upper)/link", to: "bin")
        // Copied up without a change: no difference.
        let status = try status(of: "\(lower)/same")
        try setTimes("\(upper)/same", modified: status.modified)
        let changes = try LayerChanges.find(upper: upper, lowers: [lower])
        #expect(
            changes.map { "\($0.kind.rawValue) \($0.path)" } == [
                "C /bin", "D /bin/ls", "C /etc", "C /etc/passwd", "A /link", "A /new", "A /new/file",
            ])
    }

    @Test(.enabled(if: isRoot)) func `an opaque directory hides what lies below`() throws {
        let base = try TemporaryDirectory("opaque")
        let (upper, lower) = (base.path + "/upper", base.path + "/lower")
        for path in ["\(lower)/d/sub", "\(upper)/d"] { try makeDirectories(path) }
        try write("\(lower)/d/gone", "x")
        try write("\(lower)/d/kept", "x")
        try write("\(upper)/d/kept", "y")
        do throws(SystemCallError) {
            try setExtendedAttribute("trusted.overlay.opaque", [121], of: "\(upper)/d")
        } catch {
            if error.errno == .notSupported { return }  // this file system keeps no attributes
            throw error
        }
        let changes = try LayerChanges.find(upper: upper, lowers: [lower])
        #expect(
            changes.map { "\($0.kind.rawValue) \($0.path)" } == ["C /d", "D /d/gone", "C /d/kept", "D /d/sub"])
    }
}
