import Linux
import TestSupport
import Testing

@testable import ContainerEngine

@Suite(.enabled(if: isRoot)) struct VolumeFillingTests {
    /// Two layers, the second one on top, and a volume; `prepare` gets the directories of the layers.
    private func filled(
        _ destination: String = "/data", _ prepare: (_ low: String, _ top: String) throws -> Void,
        check: (_ volume: String) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory("filling")
        let (low, top, volume) = (directory.path + "/low", directory.path + "/top", directory.path + "/volume")
        for path in ["\(low)/data", top, volume] { try makeDirectories(path) }
        try prepare(low, top)
        try VolumeFilling.fill(volume, from: destination, of: LayeredFiles(directories: [top, low]))
        try check(volume)
    }

    @Test func `layers are merged as overlayfs shows them`() throws {
        try filled { low, top in
            try makeDirectories("\(low)/data/sub")
            try makeDirectories("\(low)/data/closed")
            try makeDirectories("\(top)/data/sub")
            try makeDirectories("\(top)/data/closed")
            try write("low", to: "\(low)/data/kept")
            try write("low", to: "\(low)/data/replaced")
            try write("low", to: "\(low)/data/gone")
            try write("low", to: "\(low)/data/sub/low")
            try write("low", to: "\(low)/data/closed/low")
            try write("top", to: "\(top)/data/replaced")
            try write("top", to: "\(top)/data/sub/top")
            try write("top", to: "\(top)/data/closed/top")
            try makeNode("\(top)/data/gone", kind: 0o020000, permissions: 0)
            try setExtendedAttribute("trusted.overlay.opaque", [121], of: "\(top)/data/closed")
        } check: { (volume: String) throws in
            #expect(try names(in: volume).sorted() == ["closed", "kept", "replaced", "sub"])
            #expect(try text("\(volume)/kept") == "low")
            #expect(try text("\(volume)/replaced") == "top")
            #expect(try names(in: "\(volume)/sub").sorted() == ["low", "top"])
            #expect(try names(in: "\(volume)/closed") == ["top"])
            #expect(try extendedAttribute("trusted.overlay.opaque", of: "\(volume)/closed") == nil)
        }
    }

    @Test func `owners, modes, times, links and holes are kept, of the directory itself too`() throws {
        try filled { low, top in
            try write("#!", to: "\(low)/data/program")
            try setOwner("\(low)/data/program", user: 12, group: 34)
            try setPermissions("\(low)/data/program", 0o4751)
            try setTimes("\(low)/data/program", modified: FileStatus.Time(seconds: 1000, nanoseconds: 5))
            try setExtendedAttribute("user.note", [1, 2], of: "\(low)/data/program")
            try makeLink("\(low)/data/other", to: "\(low)/data/program")
            try makeSymlink("\(low)/data/link", to: "/etc/passwd")
            try open("\(low)/data/sparse", [.writeOnly, .create]).truncate(to: 10 << 20)
            try makeNode("\(low)/data/pipe", kind: 0o010000, permissions: 0o640)
            try setOwner("\(low)/data", user: 56, group: 78)
            try setPermissions("\(low)/data", 0o1730)
            try setTimes("\(low)/data", modified: FileStatus.Time(seconds: 2000))
        } check: { (volume: String) throws in
            let program = try status(of: "\(volume)/program")
            #expect(program.user == 12 && program.group == 34 && program.permissions == 0o4751)
            #expect(program.modified == FileStatus.Time(seconds: 1000, nanoseconds: 5))
            #expect(try extendedAttribute("user.note", of: "\(volume)/program") == [1, 2])
            #expect(try status(of: "\(volume)/other").inode == program.inode)
            #expect(try readSymlink("\(volume)/link").display == "/etc/passwd")
            let sparse = try status(of: "\(volume)/sparse")
            #expect(sparse.size == 10 << 20 && sparse.blocks < 100)
            let pipe = try status(of: "\(volume)/pipe")
            #expect(pipe.kind == .fifo && pipe.permissions == 0o640)
            let directory = try status(of: volume)
            #expect(directory.user == 56 && directory.group == 78 && directory.permissions == 0o1730)
            #expect(directory.modified.seconds == 2000)
        }
    }

    @Test func `a symlink of the image leads to a directory of the image, never of the host`() throws {
        try filled("/alias/inside") { low, top in
            try makeDirectories("\(low)/real/inside")
            try write("image", to: "\(low)/real/inside/file")
            try makeSymlink("\(top)/alias", to: "/real")
        } check: { (volume: String) throws in
            #expect(try text("\(volume)/file") == "image")
        }
        try filled("/alias") { _, top in
            try makeSymlink("\(top)/alias", to: "../../../../etc")
        } check: { (volume: String) throws in
            #expect(try names(in: volume).isEmpty)
        }
    }

    @Test func `where the image has no directory nothing happens`() throws {
        try filled("/nowhere") { _, _ in
        } check: { (volume: String) throws in
            #expect(try names(in: volume).isEmpty)
        }
        try filled("/data/file") { low, _ in
            try write("x", to: "\(low)/data/file")
        } check: { (volume: String) throws in
            #expect(try names(in: volume).isEmpty)
        }
    }
}
