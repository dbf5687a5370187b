import Linux
import TestSupport
import Testing

@Suite struct FileTests {
    @Test func `a file put in place is read back whole and leaves no temporary name`() throws {
        let directory = try TemporaryDirectory("file")
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try replaceFile("\(directory.path)/a", with: bytes, flush: true)
        #expect(try readFile("\(directory.path)/a") == bytes)
        #expect(try names(in: directory.path) == ["a"])
    }

    @Test func `a name with a NUL byte is refused`() throws {
        let error = #expect(throws: SystemCallError.self) { _ = try open("/etc/pass\0wd") }
        #expect(error?.errno == .invalid)
    }

    @Test func `a walk in a root does not leave it`() throws {
        let directory = try TemporaryDirectory("root")
        try makeSymlink("\(directory.path)/out", to: "/etc/passwd")
        let root = try open(directory.path, [.path, .directory])
        let error = #expect(throws: SystemCallError.self) { _ = try open("out", in: root) }
        #expect(error?.errno == .noEntry)
    }

    @Test func `a tree with links and odd names is removed and nothing outside it`() throws {
        let directory = try TemporaryDirectory("tree")
        try makeDirectories("\(directory.path)/a/b/c")
        try replaceFile("\(directory.path)/kept", with: [1])
        try makeSymlink("\(directory.path)/a/link", to: "../kept")
        let odd = try open("\(directory.path)/a", [.readOnly, .directory])
        _ = try open(ByteName([0xff, 0xfe]), [.create, .writeOnly], at: odd.number)
        try removeTree("\(directory.path)/a")
        #expect(try names(in: directory.path) == ["kept"])
    }

    @Test func `a lock is seen by number of its holder only from another process`() throws {
        let directory = try TemporaryDirectory("lock")
        let file = try open("\(directory.path)/lock", [.readWrite, .create])
        #expect(try RecordLock.take(file))
        #expect(try RecordLock.holder(file) == nil)  // our own lock does not stand in our way
    }

    @Test func `a directory that is removed while it is open has no names`() throws {
        let scratch = try TemporaryDirectory("entries")
        let path = scratch.path + "/gone"
        try makeDirectories(path)
        let directory = try open(path, [.readOnly, .directory])
        #expect(try directory.entries().isEmpty)
        try removeDirectory(path)
        #expect(try directory.entries().isEmpty)
    }
}
