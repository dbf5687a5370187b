import ContainerState
import ImageStorage
import Linux
import TestSupport
import Testing

@testable import ContainerEngine

/// What a store remembers of its driver.
@Suite struct StorageSettingTests {
    @Test func `a setting is read as it was written`() {
        for setting in [
            StorageSetting(), StorageSetting(driver: .vfs), StorageSetting(driver: .overlay, mountProgram: "/usr/bin/fuse-overlayfs"),
        ] { #expect(StorageSetting(text: setting.text) == setting) }
        #expect(StorageSetting(text: "zfs") == nil)
        #expect(StorageSetting(driver: .vfs).form == .marks)
        #expect(StorageSetting().form == .devices)
        #expect(StorageSetting(mountProgram: "/x").form == .names)
    }

    private func settle(_ root: String, driver: String? = nil, program: String? = nil) throws -> StorageSetting {
        var wish = StorageWish()
        wish.driver = driver
        wish.mountProgram = program
        return try StorageChoice(
            locations: StateLocations(root: root + "/root", runRoot: root + "/run"), rootless: !isRoot, wish: wish
        ).settle().setting
    }

    @Test func `a new store gets what is asked for and keeps it`() throws {
        let directory = try TemporaryDirectory("driver")
        #expect(try settle(directory.path, driver: "vfs").driver == .vfs)
        #expect(try settle(directory.path).driver == .vfs)
        #expect(throws: EngineError.self) { try settle(directory.path, driver: "overlay") }
        #expect(throws: EngineError.self) { try settle(directory.path, program: "/bin/x") }
        #expect(throws: EngineError.self) { try settle(directory.path, driver: "other") }
    }

    @Test func `a store from before has overlays`() throws {
        let directory = try TemporaryDirectory("driver")
        try makeDirectories(directory.path + "/root/images/layers")
        #expect(throws: EngineError.self) { try settle(directory.path, driver: "vfs") }
        #expect(try settle(directory.path) == StorageSetting())
        #expect(try readSymlink(directory.path + "/root/driver").display == "overlay")
    }

    @Test func `a mount program is remembered, and another one holds for a command`() throws {
        let directory = try TemporaryDirectory("driver")
        #expect(try settle(directory.path, program: "/bin/one").mountProgram == "/bin/one")
        let second = try settle(directory.path, program: "/bin/two")
        #expect(second.mountProgram == "/bin/one" && second.overridingProgram == "/bin/two")
    }

    @Test func `a driver that is not known is told`() throws {
        let directory = try TemporaryDirectory("driver")
        try makeDirectories(directory.path + "/root")
        try makeSymlink(directory.path + "/root/driver", to: "erofs")
        #expect(throws: EngineError.self) { try settle(directory.path) }
    }
}
