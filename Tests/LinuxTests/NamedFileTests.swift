import Testing
import TestSupport

@testable import Linux

@Suite struct NamedFileTests {
    @Test func `a pipe of the name is written to and stays`() throws {
        let directory = try TemporaryDirectory("named")
        let path = directory.path + "/file"
        try writeNamedFile(path, with: Array("one".utf8))
        try writeNamedFile(path, with: Array("two".utf8))
        #expect(try readFile(path) == Array("two".utf8))
        try makeSymlink(directory.path + "/link", to: "file")
        try writeNamedFile(directory.path + "/link", with: Array("three".utf8))
        #expect(try readFile(path) == Array("three".utf8))
        #expect(try status(of: directory.path + "/link", followingLinks: false).kind == .symlink)
    }
}
