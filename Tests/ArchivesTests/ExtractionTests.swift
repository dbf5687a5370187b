import Archives
import Glibc
import Linux
import TestSupport
import Testing

@Suite struct ExtractionTests {
    @Test func `no name leads out of the root`() throws {
        let scratch = try TemporaryDirectory("escape")
        let base = scratch.path
        try replaceFile("\(base)/victim", with: Array("safe".utf8))
        try unpack(
            [
                file("../../victim", "1"), file("/absolute", "2"), file("a/../../../b", "3"),
                symlink("out", to: "../.."), file("out/through", "4"),
                symlink("far", to: ByteName(base)), file("far/victim", "5"),
                symlink("chain1", to: "chain2/../.."), symlink("chain2", to: "/../.."), file("chain1/deep", "6"),
                symlink("leaf", to: "../victim"), file("leaf", "7"),
                symlink("magic", to: "/proc/self/root"), file(ByteName("magic\(base)/victim"), "8"),
            ], into: "\(base)/root")
        #expect(try contents("\(base)/victim") == "safe")
        #expect(try names(in: base).sorted() == ["root", "victim"])
        #expect(try contents("\(base)/root/victim") == "1")
        #expect(try contents("\(base)/root/absolute") == "2")
        #expect(try contents("\(base)/root/b") == "3")
        #expect(try contents("\(base)/root/through") == "4")
        #expect(try contents("\(base)/root\(base)/victim") == "5")
        #expect(try contents("\(base)/root/deep") == "6")
        // A link is replaced, not written through.
        #expect(try status(of: "\(base)/root/leaf", followingLinks: false).kind == .file)
        #expect(try contents("\(base)/root/proc/self/root\(base)/victim") == "8")
    }

    @Test func `no chance mixture of links, names and files touches what is outside`() throws {
        let scratch = try TemporaryDirectory("mixture")
        let base = scratch.path
        try makeDirectories("\(base)/out/side")
        try replaceFile("\(base)/out/a", with: Array("outside".utf8))
        try replaceFile("\(base)/out/side/b", with: Array("outside".utf8))
        try shell("chmod 644 out/a out/side/b; chmod 755 out/side; touch -d @1000 out/a out/side/b out/side", in: base)
        var state: UInt64 = 7
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        func name() -> ByteName {
            let parts = ["a", "b", "side", "..", ".", "", "..", "out"]
            let text = (0...random(4)).map { _ in parts[random(parts.count)] }.joined(separator: "/")
            return ByteName(random(5) == 0 ? "/" + text : text)
        }
        for whiteouts in [ExtractionOptions.Whiteouts.literal, .applied] {
            for _ in 0..<40 {
                var entries: [(TarEntry, [UInt8])] = []
                for _ in 0..<30 {
                    switch random(6) {
                    case 0: entries.append(file(name(), "x", mode: 0o600))
                    case 1: entries.append(directory(name(), mode: 0o700))
                    case 2, 3: entries.append(symlink(name(), to: name()))
                    case 4: entries.append(hardLink(name(), to: name()))
                    default: entries.append(file(ByteName(name().bytes + Array("/.wh.a".utf8))))
                    }
                    entries[entries.count - 1].0.modified = FileStatus.Time(seconds: 5)
                }
                var options = ExtractionOptions.tree
                options.whiteouts = whiteouts
                // Many of these archives are refused at some entry; what counts is what they did until then.
                for entry in entries where !entry.0.name.bytes.isEmpty {
                    _ = try? unpack([entry], into: "\(base)/out/root", options)
                }
                try removeTree("\(base)/out/root")
            }
        }
        #expect(try names(in: "\(base)/out").sorted() == ["a", "side"])
        for path in ["a", "side/b"] {
            #expect(try contents("\(base)/out/\(path)") == "outside")
            let status = try status(of: "\(base)/out/\(path)")
            #expect(status.modified.seconds == 1000 && status.links == 1 && status.permissions == 0o644)
        }
        let side = try status(of: "\(base)/out/side")
        #expect(side.modified.seconds == 1000 && side.permissions == 0o755)
    }

    @Test func `a link that leads in circles is an error`() throws {
        let scratch = try TemporaryDirectory("circle")
        let error = #expect(throws: ArchiveError.self) {
            try unpack([symlink("a", to: "b"), symlink("b", to: "a"), file("a/x")], into: scratch.path + "/root")
        }
        #expect(error?.errno == .loop && error?.entry == "a/x")
    }

    @Test func `hard links stay inside, to files only, and one to itself is kept`() throws {
        let scratch = try TemporaryDirectory("hard")
        let base = scratch.path
        try replaceFile("\(base)/secret", with: Array("s".utf8))
        for target in ["../secret", "\(base)/secret", "nothing", "d", "."] as [String] {
            let error = #expect(throws: ArchiveError.self) {
                try unpack(
                    [directory("d"), symlink("up", to: ".."), hardLink("h", to: ByteName(target))], into: "\(base)/root"
                )
            }
            #expect(error?.entry == "h")
            try removeTree("\(base)/root")
        }
        #expect(throws: ArchiveError.self) {
            try unpack([symlink("up", to: "../"), hardLink("h", to: "up/secret")], into: "\(base)/root")
        }
        try removeTree("\(base)/root")
        try unpack(
            [
                file("f", "f"), hardLink("f", to: "f"), hardLink("d/g", to: "/f"), symlink("s", to: "f"),
                hardLink("t", to: "s"),
            ],
            into: "\(base)/root")
        #expect(try contents("\(base)/root/f") == "f")
        #expect(try status(of: "\(base)/root/f").links == 2)
        #expect(try status(of: "\(base)/root/t", followingLinks: false).kind == .symlink)
    }

    @Test func `a later entry takes the place of an earlier one of any kind`() throws {
        let scratch = try TemporaryDirectory("replace")
        let base = scratch.path
        try unpack(
            [
                directory("a"), directory("a/b"), file("a/b/c", "old"), file("a", "now a file"),
                file("b", "file"), directory("b", mode: 0o700), file("b/inside", "i"),
                symlink("c", to: "b"), directory("c"), file("c/own", "o"),
                file("d", "1"), file("d", "2"),
                directory("e"), file("e/x", "x"), directory("e", mode: 0o711),
                directory("t"), file("t/1", "1"), symlink("t", to: "b"), file("t/2", "2"),
            ], into: "\(base)/root")
        #expect(try contents("\(base)/root/a") == "now a file")
        #expect(try contents("\(base)/root/b/inside") == "i")
        #expect(try status(of: "\(base)/root/b").permissions == 0o700)
        #expect(try names(in: "\(base)/root/c") == ["own"])
        #expect(try contents("\(base)/root/d") == "2")
        #expect(try contents("\(base)/root/e/x") == "x")
        #expect(try status(of: "\(base)/root/e").permissions == 0o711)
        #expect(try contents("\(base)/root/b/2") == "2")

        var careful = ExtractionOptions.tree
        careful.replacesDirectories = false
        let error = #expect(throws: ArchiveError.self) { try unpack([file("b", "x")], into: "\(base)/root", careful) }
        #expect(error?.entry == "b")
    }

    @Test func `modes, set-id bits and times are exact whatever the umask, and directories get theirs last`() throws {
        let scratch = try TemporaryDirectory("modes")
        let base = scratch.path
        var old = directory("closed", mode: 0o2500)
        old.0.modified = FileStatus.Time(seconds: 1_000)
        var set = file("closed/set", "x", mode: 0o6777)
        set.0.modified = FileStatus.Time(seconds: 2_000, nanoseconds: 3)
        var root = directory("./", mode: 0o711)
        root.0.modified = FileStatus.Time(seconds: 3_000)
        try unpack([root, old, set, file("implied/deep/file"), file("wide", mode: 0o666)], into: "\(base)/root")
        let closed = try status(of: "\(base)/root/closed")
        #expect(closed.permissions == 0o2500 && closed.modified.seconds == 1_000)
        let file = try status(of: "\(base)/root/closed/set")
        #expect(file.permissions == 0o6777 && file.modified == FileStatus.Time(seconds: 2_000, nanoseconds: 3))
        #expect(try status(of: "\(base)/root/wide").permissions == 0o666)
        #expect(try status(of: "\(base)/root/implied/deep").permissions == 0o755)
        let top = try status(of: "\(base)/root")
        #expect(top.permissions == 0o711 && top.modified.seconds == 3_000)
        try setPermissions("\(base)/root/closed", 0o700)
    }

    @Test(.enabled(if: isRoot)) func `owners, devices and capabilities are as the archive says`() throws {
        let scratch = try TemporaryDirectory("owners")
        let base = scratch.path
        // VFS_CAP_REVISION_2, effective, cap_net_raw
        let capability: [UInt8] = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        var ping = file("ping", "x", mode: 0o4755)
        (ping.0.user, ping.0.group) = (1000, 1001)
        ping.0.extendedAttributes = [
            ExtendedAttribute(name: "security.capability", value: capability),
            ExtendedAttribute(name: "trusted.overlay.redirect", value: Array("/etc".utf8)),
        ]
        var link = symlink("link", to: "ping")
        (link.0.user, link.0.group) = (5, 6)
        let null = TarEntry(
            name: "null", kind: .characterDevice, permissions: 0o666, user: 7, group: 8, deviceMajor: 1, deviceMinor: 3)
        let summary = try unpack([ping, link, (null, [])], into: "\(base)/root")
        let file = try status(of: "\(base)/root/ping")
        #expect(file.user == 1000 && file.group == 1001 && file.permissions == 0o4755)
        #expect(try extendedAttribute("security.capability", of: "\(base)/root/ping") == capability)
        #expect(try extendedAttribute("trusted.overlay.redirect", of: "\(base)/root/ping") == nil)
        #expect(summary.refusedAttributes == 1 && summary.remarks.count == 1)
        let symlink = try status(of: "\(base)/root/link", followingLinks: false)
        #expect(symlink.user == 5 && symlink.group == 6)
        let device = try status(of: "\(base)/root/null")
        #expect(device.deviceMajor == 1 && device.deviceMinor == 3 && device.user == 7 && device.permissions == 0o666)
    }

    @Test(.enabled(if: isRoot)) func `the layer's own files win over its whiteouts, in any order`() throws {
        let scratch = try TemporaryDirectory("whiteouts")
        let base = scratch.path
        try unpack(
            [
                file(".wh.file"), file("file", "own"), file(".wh.dir"), directory("dir"), file("dir/x"),
                file("other", "own"), file(".wh.other"), directory("later"), file(".wh.later"),
                file(".wh..wh.plnk"), file("deep/in/.wh.gone"),
            ], into: "\(base)/layer")
        #expect(try contents("\(base)/layer/file") == "own")
        #expect(try contents("\(base)/layer/other") == "own")
        #expect(try extendedAttribute("trusted.overlay.opaque", of: "\(base)/layer/dir") == [0x79])
        #expect(try extendedAttribute("trusted.overlay.opaque", of: "\(base)/layer/later") == [0x79])
        let gone = try status(of: "\(base)/layer/deep/in/gone", followingLinks: false)
        #expect(gone.kind == .characterDevice && gone.deviceMajor == 0 && gone.deviceMinor == 0)
        #expect(try names(in: "\(base)/layer").sorted() == ["deep", "dir", "file", "later", "other"])
        for name in [".wh.", ".wh..", ".wh..."] {
            #expect(throws: ArchiveError.self) { try unpack([file(ByteName("d/" + name))], into: "\(base)/bad") }
        }
    }

    @Test(.enabled(if: isRoot)) func `a directory that a layer only implies looks as in the layer below`() throws {
        let scratch = try TemporaryDirectory("implied")
        let base = scratch.path
        var home = directory("home/user", mode: 0o2750)
        (home.0.user, home.0.group, home.0.modified) = (33, 44, FileStatus.Time(seconds: 4_000))
        try unpack([directory("home"), home], into: "\(base)/lower")
        try unpack([file("other")], into: "\(base)/middle")
        var options = ExtractionOptions.layer
        options.parentLayers = ["\(base)/middle", "\(base)/lower"]
        try unpack([file("home/user/new"), file("fresh/new")], into: "\(base)/upper", options)
        let copied = try status(of: "\(base)/upper/home/user")
        #expect(copied.permissions == 0o2750 && copied.user == 33 && copied.group == 44)
        #expect(copied.modified.seconds == 4_000)
        #expect(try status(of: "\(base)/upper/fresh").permissions == 0o755)
    }

    @Test func `applied whiteouts remove what was there before and spare what came with them`() throws {
        let scratch = try TemporaryDirectory("applied")
        let base = scratch.path
        try unpack(
            [
                directory("a"), file("a/old", "o"), directory("a/sub"), file("a/sub/old"), file("b", "b"),
                file("c", "c"),
            ],
            into: "\(base)/root", .tree)
        var applied = ExtractionOptions.tree
        applied.whiteouts = .applied
        try unpack(
            [
                file("a/new", "n"), directory("a/sub"), file("a/sub/new"), file("a/.wh..wh..opq"), file(".wh.b"),
                file(".wh.nothing"), file("nowhere/.wh.x"),
            ], into: "\(base)/root", applied)
        #expect(try names(in: "\(base)/root").sorted() == ["a", "c"])
        #expect(try names(in: "\(base)/root/a").sorted() == ["new", "sub"])
        #expect(try names(in: "\(base)/root/a/sub") == ["new"])
        try unpack([file(".wh.literal", "l")], into: "\(base)/root", .tree)
        #expect(try contents("\(base)/root/.wh.literal") == "l")
    }

    @Test func `budgets stop bombs of entries and of bytes`() throws {
        let scratch = try TemporaryDirectory("budget")
        var options = ExtractionOptions.tree
        options.budget = ExtractionBudget(maximumEntries: 3)
        var error = #expect(throws: ArchiveError.self) {
            try unpack((0..<4).map { file(ByteName("f\($0)")) }, into: scratch.path + "/a", options)
        }
        #expect(error?.code == .overBudget && error?.entry == "f3")
        options.budget = ExtractionBudget(maximumBytes: 10)
        error = #expect(throws: ArchiveError.self) {
            try unpack([file("a", "123456"), file("b", "123456")], into: scratch.path + "/b", options)
        }
        #expect(error?.code == .overBudget && error?.entry == "b")
    }

    @Test func `names are changed and left out as asked, hard links with them`() throws {
        let scratch = try TemporaryDirectory("rename")
        var options = ExtractionOptions.tree
        options.rename = { name in
            let text = name.display
            return text.hasPrefix("skip") ? nil : ByteName("new/" + text)
        }
        try unpack([file("a", "a"), hardLink("b", to: "a"), file("skip/x")], into: scratch.path + "/root", options)
        #expect(try names(in: scratch.path + "/root") == ["new"])
        #expect(try status(of: scratch.path + "/root/new/b").links == 2)
    }

    @Test func `a real tree is unpacked as GNU tar does it`() throws {
        let scratch = try TemporaryDirectory("real")
        let base = scratch.path
        try shell(
            """
            for d in /usr/share/bash-completion /usr/share/terminfo /usr/share/tabset; do [ -d $d ] && break; done
            tar -C $d -czf a.tgz .
            """, in: base)
        try shell("mkdir ours theirs; tar -C theirs -xpf a.tgz", in: base)
        let source = DecompressingSource(DescriptorSource(try open("\(base)/a.tgz")))
        var options = ExtractionOptions.tree
        if !isRoot { options.owners = .caller }
        let summary = try LayerExtractor.extract(source, into: try open("\(base)/ours", [.directory]), options: options)
        #expect(summary.entries > 3)
        // Names, kinds, modes, owners, sizes, times and contents.
        try shell(
            """
            for t in ours theirs; do (cd $t; find . -printf '%p %y %m %U:%G %l %T@ ' \\( -type f -printf '%s' -o -true \\) \
            -printf '\\n' | sort) > $t.list; done
            cmp ours.list theirs.list && diff -r --no-dereference ours theirs
            """, in: base)
    }
}
