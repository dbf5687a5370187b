@testable import ContainerEngine
import Linux
import OCISpecification
import TestSupport
import Testing

@Suite struct FileTreeTests {
    private func tree(_ path: String) throws -> FileTree {
        FileTree(root: TreeDirectory(try open(path, [.path, .directory])))
    }

    private func write(_ path: String, _ text: String) throws {
        try open(path, [.writeOnly, .create, .truncate], mode: 0o644).write(text)
    }

    private func read(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

    @Test func `no link leads out of the tree`() throws {
        let base = try TemporaryDirectory("tree")
        let root = base.path + "/root"
        try makeDirectories(root + "/a/b")
        try write(base.path + "/secret", "s")
        try write(root + "/secret", "inside")
        try makeSymlink(root + "/a/out", to: "../../../secret")
        try makeSymlink(root + "/a/absolute", to: "/secret")
        try makeSymlink(root + "/a/up", to: "../../../..")
        try makeSymlink(root + "/loop", to: "loop")
        let tree = try tree(root)
        for path in ["/a/out", "/a/absolute", "a/up/secret", "/a/b/../../../../secret", "/../secret"] {
            let place = try #require(try tree.resolve(path))
            #expect(place.path == "/secret", "\(path)")
            #expect(
                try String(decoding: open(place.name, at: place.parent.number).readAll(), as: UTF8.self) == "inside")
        }
        #expect(try tree.resolve("/a/up")?.path == "/")
        #expect(try tree.resolve("/a/out", followingLast: false)?.status?.kind == .symlink)
        #expect(throws: EngineError.self) { try tree.resolve("/loop") }
    }

    @Test func `what is missing at the end has a place, what is missing before has none`() throws {
        let base = try TemporaryDirectory("tree")
        try makeDirectories(base.path + "/a")
        try write(base.path + "/file", "x")
        let tree = try tree(base.path)
        let place = try #require(try tree.resolve("/a/new"))
        #expect(place.status == nil && place.name == "new" && place.path == "/a/new")
        #expect(try tree.resolve("/b/new") == nil)
        #expect(try tree.resolve("/file/new") == nil)
        #expect(throws: EngineError.self) { try tree.resolve("/a\0b") }
    }

    @Test func `mounts of the container stand in for what they hide`() throws {
        let base = try TemporaryDirectory("tree")
        for path in ["/root/data", "/volume/sub"] { try makeDirectories(base.path + path) }
        try write(base.path + "/volume/sub/f", "v")
        try write(base.path + "/config", "c")
        var tree = try tree(base.path + "/root")
        tree.mounts = [("/data", base.path + "/volume", false), ("/etc.conf", base.path + "/config", false)]
        let place = try #require(try tree.resolve("/data/sub/f"))
        #expect(place.status?.kind == .file)
        #expect(try tree.resolve("/data/../data/sub/../sub/f")?.path == "/data/sub/f")
        let file = try #require(try tree.resolve("/etc.conf"))
        #expect(file.status?.kind == .file && file.name == "config")
    }

    private func copy(_ name: ByteName, _ from: String, to newName: ByteName, _ target: String, replaces: Bool = false)
        throws
    {
        var rules = TreeCopyRules(owners: .each { ($0, $1) })
        rules.replacesKinds = replaces
        var copy = TreeCopy(rules)
        try copy.copy(
            name, in: TreeDirectory(try open(from, [.readOnly, .directory])), to: newName,
            in: TreeDirectory(try open(target, [.readOnly, .directory])))
    }

    @Test func `a tree is copied with links, modes, times and hard links`() throws {
        let base = try TemporaryDirectory("copy")
        for path in ["/from/d/sub", "/to"] { try makeDirectories(base.path + path) }
        try write(base.path + "/from/d/f", "contents")
        try setPermissions(base.path + "/from/d/f", 0o640)
        try setTimes(base.path + "/from/d/f", modified: FileStatus.Time(seconds: 1000, nanoseconds: 5))
        try makeLink(base.path + "/from/d/sub/again", to: base.path + "/from/d/f")
        try makeSymlink(base.path + "/from/d/link", to: "/etc/passwd")
        try copy("d", base.path + "/from", to: "new", base.path + "/to")
        let made = base.path + "/to/new"
        #expect(try read(made + "/f") == "contents")
        let status = try status(of: made + "/f")
        #expect(
            status.permissions == 0o640 && status.modified == FileStatus.Time(seconds: 1000, nanoseconds: 5)
                && status.links == 2)
        #expect(try Linux.status(of: made + "/sub/again").inode == status.inode)
        #expect(try readSymlink(made + "/link").display == "/etc/passwd")
    }

    @Test func `a copy writes over files, through no link, and changes kinds only when asked`() throws {
        let base = try TemporaryDirectory("copy")
        for path in ["/from/d", "/to/d"] { try makeDirectories(base.path + path) }
        try write(base.path + "/from/f", "new")
        try write(base.path + "/from/d/x", "new")
        try write(base.path + "/victim", "untouched")
        try makeSymlink(base.path + "/to/f", to: base.path + "/victim")
        try copy("f", base.path + "/from", to: "f", base.path + "/to")
        #expect(try read(base.path + "/victim") == "untouched")
        #expect(try read(base.path + "/to/f") == "new")
        // A directory merges into one that is there; a link of that name is none.
        try write(base.path + "/to/d/kept", "old")
        try copy("d", base.path + "/from", to: "d", base.path + "/to")
        #expect(try read(base.path + "/to/d/kept") == "old" && read(base.path + "/to/d/x") == "new")
        #expect(throws: EngineError.self) { try copy("f", base.path + "/from", to: "d", base.path + "/to") }
        #expect(throws: EngineError.self) { try copy("d", base.path + "/from", to: "f", base.path + "/to") }
        try copy("f", base.path + "/from", to: "d", base.path + "/to", replaces: true)
        #expect(try read(base.path + "/to/d") == "new")
    }

    @Test func `ends of a copy are read as people write them`() throws {
        #expect(try CopyEnd.parse("web:/etc") == .container("web", path: "/etc"))
        #expect(try CopyEnd.parse("./a:b") == .host("./a:b"))
        #expect(try CopyEnd.parse("/a:b") == .host("/a:b"))
        #expect(try CopyEnd.parse("plain") == .host("plain"))
        #expect(try CopyEnd.parse("-") == .stream)
        for text in ["web:", ":/x", ""] { #expect(throws: EngineError.self) { try CopyEnd.parse(text) } }
    }

    @Test func `ids are mapped in both directions`() {
        var linux = LinuxConfiguration()
        linux.uidMappings = [
            LinuxIDMapping(containerID: 0, hostID: 1000, size: 1),
            LinuxIDMapping(containerID: 1, hostID: 100000, size: 10),
        ]
        let map = IdentityMap(linux)
        #expect(map.outside(user: 0, group: 7) == (1000, 7))
        #expect(map.outside(user: 5, group: 0).user == 100004)
        #expect(map.outside(user: 50, group: 0).user == 65534)
        #expect(map.inside(user: 100009, group: 0).user == 10)
    }
}
