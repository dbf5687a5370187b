import Linux
import OCISpecification
import Seccomp
import TestSupport
import Testing

@testable import ContainerRuntime

@Suite struct FilterCacheTests {
    private static func profile(_ name: String = "read", value: UInt64 = 5, errnoRet: UInt? = nil) -> LinuxSeccomp {
        LinuxSeccomp(
            defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: errnoRet, architectures: ["SCMP_ARCH_X86_64"],
            syscalls: [
                LinuxSyscall(names: [name, "write"], action: "SCMP_ACT_ALLOW"),
                LinuxSyscall(
                    names: ["ioctl"], action: "SCMP_ACT_ALLOW",
                    args: [LinuxSeccompArgument(index: 1, value: value, op: "SCMP_CMP_EQ")]),
            ])
    }

    private func compile(_ profile: LinuxSeccomp, in path: String) throws -> [UInt8] {
        try FilterCompilation.compile(profile, nil, cache: path)
    }

    @Test func `a program is compiled once and read after`() throws {
        let temporary = try TemporaryDirectory("filters")
        let path = "\(temporary.path)/cache"
        let first = try compile(Self.profile(), in: path)
        let key = FilterKey(Self.profile())
        #expect(try names(in: path) == [key.name])
        #expect(try status(of: path).permissions == 0o700)
        #expect(FilterCache(path: path).program(for: key) == first)
        #expect(try compile(Self.profile(), in: path) == first)
        #expect(try FilterCompilation.compile(Self.profile(), nil).encoded() == first)
    }

    @Test func `profiles that differ anywhere have different keys`() {
        let profiles = [
            Self.profile(), Self.profile("open"), Self.profile(value: 6), Self.profile(errnoRet: 0), Self.profile(errnoRet: 1),
            Self.profile("rea", value: 5),
        ]
        #expect(Set(profiles.map { FilterKey($0).bytes }).count == profiles.count)
        #expect(Set(profiles.map { FilterKey($0).name }).count == profiles.count)
        var other = Self.profile()
        other.flags = ["SECCOMP_FILTER_FLAG_LOG"]
        #expect(FilterKey(other).bytes != FilterKey(Self.profile()).bytes)
        other.flags = []
        #expect(FilterKey(other).bytes == FilterKey(Self.profile()).bytes)
    }

    @Test func `a program under a name that another profile has is not taken`() throws {
        let temporary = try TemporaryDirectory("filters")
        let key = FilterKey(Self.profile())
        _ = try compile(Self.profile("open"), in: temporary.path)
        let other = FilterKey(Self.profile("open"))
        try rename("\(temporary.path)/\(other.name)", to: "\(temporary.path)/\(key.name)")
        #expect(FilterCache(path: temporary.path).program(for: key) == nil)
        #expect(try compile(Self.profile(), in: temporary.path) == FilterCompilation.compile(Self.profile(), nil).encoded())
        #expect(FilterCache(path: temporary.path).program(for: key) != nil)
    }

    @Test func `damaged files, links, and files that others can write are not taken`() throws {
        let temporary = try TemporaryDirectory("filters")
        let right = try compile(Self.profile(), in: temporary.path)
        let key = FilterKey(Self.profile())
        let path = "\(temporary.path)/\(key.name)"
        let cache = FilterCache(path: temporary.path)
        let bytes = try readFile(path)
        var damaged = bytes
        damaged[bytes.count - 3] ^= 4
        for wrong in [damaged, Array(bytes.dropLast(8)), key.bytes, []] {
            try replaceFile(path, with: wrong, mode: 0o600)
            #expect(cache.program(for: key) == nil)
            #expect(try compile(Self.profile(), in: temporary.path) == right)
            #expect(cache.program(for: key) == right)
        }
        try setPermissions(path, 0o620)
        #expect(cache.program(for: key) == nil)
        try setPermissions(path, 0o600)
        try rename(path, to: "\(temporary.path)/elsewhere")
        try makeSymlink(path, to: "elsewhere")
        #expect(cache.program(for: key) == nil)
    }

    @Test func `a cache that cannot be made is done without`() throws {
        let temporary = try TemporaryDirectory("filters")
        let path = "\(temporary.path)/missing/cache"
        #expect(try !compile(Self.profile(), in: path).isEmpty)
        #expect(try !exists("\(temporary.path)/missing"))
        try setPermissions(temporary.path, 0o777)
        _ = try compile(Self.profile(), in: temporary.path)
        #expect(try names(in: temporary.path).isEmpty)
    }

    @Test func `the cache does not grow without end`() throws {
        let temporary = try TemporaryDirectory("filters")
        for value in 0..<UInt64(3 * FilterCache.capacity) { _ = try compile(Self.profile(value: value), in: temporary.path) }
        #expect(try names(in: temporary.path).count <= FilterCache.capacity)
    }
}
