import ImageStorage
import Linux
import TestSupport
import Testing

/// What killed commands leave in the store.
@Suite struct LeftoverTests {
    @Test func `unfinished records of the dead go at once, those of the living stay`() throws {
        let scratch = try TemporaryDirectory("leftover")
        let store = ImageStore(scratch)
        try store.prepare()
        let blobs = "\(scratch.path)/images/content/blobs/sha256"
        // No process has that number.
        let dead = ["\(blobs)/.tmp-999999999-1-abc", "\(scratch.path)/images/content/.tmp-999999999-2-0"]
        let living = "\(blobs)/.tmp-\(CurrentProcess.identifier)-1-abc"
        for path in dead + [living] { try replaceFile(path, with: [1]) }
        // One whose maker cannot be seen from here holds a lock.
        let held = "\(blobs)/.tmp-999999998-1-abc"
        try replaceFile(held, with: [1])
        let file = try open(held)
        #expect(try DirectoryLock.take(file))
        #expect(try store.check().isEmpty)
        #expect(try dead.allSatisfy { try !exists($0) })
        #expect(try exists(living) && exists(held))
        _ = consume file
        #expect(try store.check().isEmpty)
        #expect(try !exists(held) && exists(living))
    }

    @Test func `directories of names that were taken away go`() throws {
        let scratch = try TemporaryDirectory("leftover")
        let store = ImageStore(scratch)
        try TestImage([try TestLayer([.file("a", "b")])]).store(in: store, as: "localhost/x/y:1")
        try makeDirectories("\(scratch.path)/images/names/localhost/gone/too")
        #expect(try store.check().isEmpty)
        #expect(try names(in: "\(scratch.path)/images/names/localhost") == ["x"])
    }
}
