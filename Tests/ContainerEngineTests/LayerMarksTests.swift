import ImageStorage
import Linux
import TestSupport
import Testing

@testable import ContainerEngine

/// Layers whose whiteouts are files.
@Suite final class LayerMarksTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        // below: a/one a/two b/three c ; top: a hides one, b is opaque and brings four, c is gone
        for path in ["low/diff.marks/a", "low/diff.marks/b", "top/diff.marks/a", "top/diff.marks/b"] {
            try makeDirectories("\(directory.path)/\(path)")
        }
        for path in [
            "low/diff.marks/a/one", "low/diff.marks/a/two", "low/diff.marks/b/three", "low/diff.marks/c", "top/diff.marks/a/..wh.one",
            "top/diff.marks/b/..wh..wh..opq", "top/diff.marks/b/four", "top/diff.marks/..wh.c",
        ] { try replaceFile("\(directory.path)/\(path)", with: Array(path.utf8)) }
    }

    private var layers: [String] { ["\(directory.path)/top/diff.marks", "\(directory.path)/low/diff.marks"] }

    @Test func `a form is known from the name of the tree`() {
        #expect(LayerForm(ofTree: "/x/diff") == .devices)
        #expect(LayerForm(ofTree: "/x/diff.names") == .names)
        #expect(LayerForm(ofTree: "/x/diff.marks") == .marks)
        #expect(LayerForm(ofTree: "/srv/my.marks") == .devices)
    }

    @Test func `names hidden by files are not seen`() throws {
        let files = LayeredFiles(directories: layers)
        #expect(try files.kind(of: "/a/one") == nil)
        #expect(try files.kind(of: "/a/two") == .file)
        #expect(try files.kind(of: "/b/three") == nil)
        #expect(try files.kind(of: "/b/four") == .file)
        #expect(try files.kind(of: "/c") == nil)
        let root = try LayeredDirectory(directories: layers)
        #expect(try root.names().filter { $0.display == "c" }.count == 1)
        #expect(try root.look("c") == nil)
        #expect(Set(try root.directory("a").names().map(\.display)) == ["one", "two"])
        #expect(try root.directory("b").names().map(\.display) == ["four"])
    }

    @Test func `a copy of layers has what overlayfs would show`() throws {
        try makeDirectory("\(directory.path)/copy")
        let target = try open("\(directory.path)/copy", [.readOnly, .directory])
        try LayeredCopy(target: target).run(try LayeredDirectory(directories: layers))
        #expect(try names(in: "\(directory.path)/copy").sorted() == ["a", "b"])
        #expect(try names(in: "\(directory.path)/copy/a") == ["two"])
        #expect(try names(in: "\(directory.path)/copy/b") == ["four"])
    }

    @Test func `a tree of layers tells what is hidden`() throws {
        var tree = ImageContentTree()
        _ = try tree.add(layers[1])
        let layer = try tree.add(layers[0])
        #expect(layer.entries.map { "\($0.kind.rawValue) \($0.path)" } == ["D /a/one", "A /b/four", "D /b/three", "D /c"])
    }

    @Test func `a copied tree is compared with its layers`() throws {
        let copy = "\(directory.path)/copy"
        try makeDirectory(copy)
        try LayeredCopy(target: try open(copy, [.readOnly, .directory])).run(try LayeredDirectory(directories: layers))
        let before = FileStatus.Time(seconds: 0)
        func changes() throws -> CopiedTreeChanges {
            // Nothing is older than that: everything is looked at.
            var found = CopiedTreeChanges(owners: .unchanged, copied: before, lacksDevices: false)
            try found.compare(tree: copy, lowers: layers)
            return found
        }
        #expect(try changes().changes.isEmpty)
        let two = "\(copy)/a/two"
        let times = try status(of: two).modified
        let parent = try status(of: "\(copy)/a").modified
        try replaceFile(two, with: Array("LOW/diff.marks/a/two".utf8))
        try setTimes(two, modified: times)
        try setTimes("\(copy)/a", modified: parent)
        try removeFile("\(copy)/b/four")
        let found = try changes()
        #expect(Set(found.changes.map { "\($0.kind.rawValue) \($0.path)" }) == ["C /a", "C /a/two", "C /b", "D /b/four"])
        #expect(found.deleted.map(\.display) == ["b/four"])
        #expect(Set(found.kept.map(\.display)) == ["a", "a/two", "b"])
    }
}
