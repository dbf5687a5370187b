import Linux
import TestSupport
import Testing

@testable import ContainerRuntime

@Suite(.enabled(if: Credentials.effectiveUser == 0)) struct OverlayRootTests {
    /// Layers of which the top one hides a file of the bottom one.
    struct Layers: ~Copyable {
        let directory: TemporaryDirectory
        let root: OverlayRoot

        init(count: Int = 3, isVolatile: Bool = false) throws {
            let directory = try TemporaryDirectory("overlay")
            let lowers = (0..<count).map { "\(directory.path)/\(String(repeating: "l", count: 60))\($0)" }
            for (index, lower) in lowers.enumerated() {
                try makeDirectories(lower)
                try replaceFile("\(lower)/f", with: Array("layer \(index)".utf8))
                try replaceFile("\(lower)/only\(index)", with: [])
            }
            try makeDirectories("\(directory.path)/upper")
            try makeDirectories("\(directory.path)/work")
            root = OverlayRoot(
                lowers: lowers, upper: "\(directory.path)/upper", work: "\(directory.path)/work",
                isVolatile: isVolatile, usesUserAttributes: false)
            self.directory = directory
        }

        func check(_ mounted: borrowing Descriptor) throws {
            #expect(try mounted.fileSystemType() == FileSystemMagic.overlay)
            #expect(try readFile("f", at: mounted.number) == Array("layer 0".utf8))
            #expect(try exists("only\(root.lowers.count - 1)", at: mounted.number))
            try open("new", [.writeOnly, .create], at: mounted.number).write("x")
            #expect(try exists("\(directory.path)/upper/new"))
        }
    }

    @Test func `layers are mounted top first, and what is written goes to the upper directory`() throws {
        let layers = try Layers()
        try layers.check(try layers.root.mount())
    }

    @Test func `each way of naming the layers makes the same root`() throws {
        let first = try Layers()
        try first.check(try first.root.mountWithLayerList())
        let second = try Layers()
        try second.check(try second.root.mountWithLayerDescriptors())
        let third = try Layers()
        try third.check(try third.root.mountWithOptionText())
    }

    @Test func `more layers than fit in one page of options are mounted`() throws {
        let layers = try Layers(count: 120, isVolatile: true)
        try layers.check(try layers.root.mount())
    }

    @Test func `the failure names what the kernel says of it`() throws {
        let layers = try Layers()
        let broken = OverlayRoot(
            lowers: ["/no/such/layer"], upper: layers.root.upper, work: layers.root.work, isVolatile: false,
            usesUserAttributes: false)
        let error = #expect(throws: SystemCallError.self) { _ = try broken.mount() }
        #expect(error?.description.contains("/no/such/layer") == true, "\(String(describing: error))")
    }
}
