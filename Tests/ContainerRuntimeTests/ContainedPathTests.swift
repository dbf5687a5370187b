import Linux
import TestSupport
import Testing

@testable import ContainerRuntime

@Suite struct ContainedPathTests {
    @Test func `missing directories are made below the root`() throws {
        let directory = try TemporaryDirectory("contained")
        let root = try open(directory.path, [.path, .directory])
        _ = try ContainedPath.directory("/a/b/../c", in: root)
        #expect(try status(of: "\(directory.path)/a/c").kind == .directory)
    }

    @Test func `a dangling symlink is followed inside the root and its target made there`() throws {
        let directory = try TemporaryDirectory("contained")
        try makeDirectories("\(directory.path)/var")
        try makeSymlink("\(directory.path)/var/run", to: "/run/deep")
        try makeSymlink("\(directory.path)/up", to: "../../../../../outside")
        let root = try open(directory.path, [.path, .directory])
        _ = try ContainedPath.directory("/var/run/x", in: root)
        #expect(try status(of: "\(directory.path)/run/deep/x").kind == .directory)
        _ = try ContainedPath.file("/up/f", in: root)
        #expect(try status(of: "\(directory.path)/outside/f").kind == .file)
    }

    @Test func `links that lead to themselves end`() throws {
        let directory = try TemporaryDirectory("contained")
        try makeSymlink("\(directory.path)/a", to: "b")
        try makeSymlink("\(directory.path)/b", to: "a")
        let root = try open(directory.path, [.path, .directory])
        #expect(throws: SystemCallError.self) { _ = try ContainedPath.directory("/a/x", in: root) }
    }

    @Test func `what is not there is nil and what is outside is not found`() throws {
        let directory = try TemporaryDirectory("contained")
        try makeSymlink("\(directory.path)/link", to: "/etc")
        let root = try open(directory.path, [.path, .directory])
        #expect(try ContainedPath.find("/link/passwd", in: root).isNone)
        #expect(try ContainedPath.find("/not/there", in: root).isNone)
    }
}

extension Optional where Wrapped: ~Copyable {
    var isNone: Bool {
        switch self {
        case .none: true
        case .some: false
        }
    }
}
