import OCISpecification
import Testing

@testable import ControlGroups

/// What is said to systemd; that it does what it is told, the suites of the machine with systemd show.
@Suite struct SystemdTests {
    @Test func `a call is written as the specification of D-Bus lays messages out`() {
        var call = BusMessage(calling: "Get", of: "a.b", path: "/o", at: "c.d")
        call.serial = 7
        call.set("su") { writer in
            writer.text("x")
            writer.number(258)
        }
        let head: [UInt8] = [108, 1, 0, 1, 12, 0, 0, 0, 7, 0, 0, 0, 72, 0, 0, 0]
        let path: [UInt8] = [1, 1, 111, 0, 2, 0, 0, 0, 47, 111, 0, 0, 0, 0, 0, 0]
        let interface: [UInt8] = [2, 1, 115, 0, 3, 0, 0, 0, 97, 46, 98, 0, 0, 0, 0, 0]
        let member: [UInt8] = [3, 1, 115, 0, 3, 0, 0, 0, 71, 101, 116, 0, 0, 0, 0, 0]
        let destination: [UInt8] = [6, 1, 115, 0, 3, 0, 0, 0, 99, 46, 100, 0, 0, 0, 0, 0]
        let signature: [UInt8] = [8, 1, 103, 0, 2, 115, 117, 0]
        let body: [UInt8] = [1, 0, 0, 0, 120, 0, 0, 0, 2, 1, 0, 0]
        #expect(call.bytes == head + path + interface + member + destination + signature + body)
    }

    @Test func `a message that was written is read back, and one cut off is none`() {
        var answer = BusMessage(calling: "M", of: "i.f", path: "/p", at: "d.e")
        answer.kind = .failure
        answer.failure = "a.b.Error"
        answer.answers = 3
        answer.set("s") { $0.text("words") }
        let bytes = answer.bytes
        #expect(BusMessage.length(of: Array(bytes.prefix(16))) == bytes.count)
        #expect(BusMessage(parsing: bytes) == answer)
        #expect(BusMessage(parsing: Array(bytes.dropLast())) == nil)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0xff
            // It may mean something else, but must not be read beyond its end.
            _ = BusMessage(parsing: damaged)
        }
    }

    @Test func `limits become properties of the unit`() throws {
        let resources = LinuxResources(
            memory: LinuxMemory(limit: 1 << 20, swap: 3 << 20), cpu: LinuxCPU(shares: 1024, quota: 5000, period: 1_000_000, cpus: "0-1,9"),
            pids: LinuxPids(limit: -1))
        let properties = try UnitLimits.of(resources, unified: true)
        for wanted in [
            UnitProperty("MemoryMax", .long(1 << 20)), UnitProperty("MemorySwapMax", .long(2 << 20)), UnitProperty("TasksMax", .long(.max)),
            UnitProperty("CPUWeight", .long(100)), UnitProperty("CPUQuotaPerSecUSec", .long(10_000)),
            UnitProperty("CPUQuotaPeriodUSec", .long(1_000_000)), UnitProperty("AllowedCPUs", .bytes([3, 2])),
        ] { #expect(properties.contains(wanted), "\(wanted) is not among \(properties)") }
        #expect(throws: ControlGroupError.self) { _ = try UnitLimits.mask("3-1") }
        let unlimited = try UnitLimits.of(LinuxResources(memory: LinuxMemory(limit: -1)), unified: true)
        #expect(unlimited == [UnitProperty("MemoryMax", .long(.max)), UnitProperty("MemorySwapMax", .long(.max))])
        for (quota, period, wanted) in [
            (Int64.max, UInt64(100_000), UInt64.max), (.max, .max, 500_000), (.max, 1_000_000, 9_223_372_036_854_780_000),
            (1, 1_000_000, 10_000), (-1, 100_000, .max), (150_000, 100_000, 1_500_000),
        ] {
            let properties = try UnitLimits.of(LinuxResources(cpu: LinuxCPU(quota: quota, period: period)), unified: true)
            #expect(properties.contains(UnitProperty("CPUQuotaPerSecUSec", .long(wanted))), "\(quota) in \(period): \(properties)")
        }
    }

    @Test func `files of version 2 become properties, and win over the other limits`() throws {
        let properties = try UnitLimits.of(
            LinuxResources(
                memory: LinuxMemory(limit: 33_554_432), cpu: LinuxCPU(shares: 3333, quota: 40000, period: 100_000),
                unified: [
                    "memory.min": "131072", "memory.max": "10485760", "memory.swap.max": "max", "pids.max": "42", "cpu.max": "5000 50000",
                    "cpu.weight": "42", "cpuset.cpus": "1", "memory.oom.group": "1",
                ]), unified: true)
        #expect(
            Set(properties) == [
                UnitProperty("MemoryMin", .long(131_072)), UnitProperty("MemoryMax", .long(10_485_760)),
                UnitProperty("MemorySwapMax", .long(.max)),
                UnitProperty("TasksMax", .long(42)), UnitProperty("CPUWeight", .long(42)),
                UnitProperty("CPUQuotaPerSecUSec", .long(100_000)),
                UnitProperty("CPUQuotaPeriodUSec", .long(50_000)), UnitProperty("AllowedCPUs", .bytes([2])),
            ])
        #expect(properties.count == 8)
        for (file, value) in [("memory.max", "much"), ("memory.max", "1 2"), ("cpu.max", "5000 0"), ("cpu.max", ""), ("cpuset.cpus", "x")] {
            #expect(throws: ControlGroupError.self) { _ = try UnitLimits.of(LinuxResources(unified: [file: value]), unified: true) }
        }
        #expect(
            try UnitLimits.of(LinuxResources(unified: ["cpu.max": "max"]), unified: true).contains(
                UnitProperty("CPUQuotaPerSecUSec", .long(.max))))
    }

    @Test func `a scope is named by the path of the systemd form, or after the container`() throws {
        let named = try SystemdScope("machine.slice:libpod:12ab", container: "c", isUsers: false)
        #expect(named.unit == "libpod-12ab.scope" && named.slice == "machine.slice")
        let usual = try SystemdScope("", container: "c", isUsers: true)
        #expect(usual.unit == "apus-c.scope" && usual.slice == "user.slice")
        #expect(throws: ControlGroupError.self) { _ = try SystemdScope("/a/b", container: "c", isUsers: false) }
        #expect(throws: ControlGroupError.self) { _ = try SystemdScope("a.slice::b.slice", container: "c", isUsers: false) }
    }

    @Test func `the unit of all containers is found in the path of a group`() {
        #expect(ContainersUnit(containing: "/system.slice/apus.scope/0a")?.path == "/system.slice/apus.scope")
        let users = "/user.slice/user-7.slice/user@7.service/app.slice/apus.scope"
        #expect(ContainersUnit(containing: users)?.path == users)
        #expect(ContainersUnit(containing: "/apus/0a") == nil)
        #expect(ContainersUnit(containing: "/x-apus.scope/0a") == nil)
    }

    @Test func `annotations are properties of the scope, in the text form of GVariant`() throws {
        for (text, wanted) in [
            ("true", UnitProperty.Value.boolean(true)), ("15", .integer("i", 15)), (" uint64  10000000 ", .long(10_000_000)),
            ("@t 5", .long(5)), ("byte 0xff", .integer("y", 255)), ("int16 -7", .integer("n", -7)), ("1.5", .real(1.5)),
            ("double 2", .real(2)),
            ("'it\\'s'", .text("it's")), ("\"a b\"", .text("a b")), ("['a', \"b\"]", .texts(["a", "b"])),
        ] { #expect(VariantText.parse(text) == wanted, "\(text): \(String(describing: VariantText.parse(text)))") }
        for text in [
            "", "tru", "'a", "[]", "['a'", "['a' 'b']", "byte 256", "uint32 -1", "uint64 -1", "3000000000", "1e999", "'a' b", "uint64",
            "'\\x'",
        ] { #expect(VariantText.parse(text) == nil, "\(text)") }
        let properties = try UnitAnnotation.properties(of: [
            "org.systemd.property.TimeoutStopSec": "1.5", "org.systemd.property.KillSignal": "9",
            "org.systemd.property.AccuracySEC": "1", "other": "x",
        ])
        #expect(
            properties == [
                UnitProperty("AccuracySEC", .integer("i", 1)), UnitProperty("KillSignal", .integer("i", 9)),
                UnitProperty("TimeoutStopUSec", .long(1_500_000)),
            ])
        for (name, text) in [("Ab", "1"), ("A-bc", "1"), ("TimeoutSec", "'x'"), ("TimeoutSec", "-1"), ("Good", "?")] {
            let refused = #expect(throws: ControlGroupError.self) {
                _ = try SystemdScope("", container: "c", isUsers: false, annotations: ["org.systemd.property.\(name)": text])
            }
            #expect(refused?.file == "org.systemd.property.\(name)")
        }
    }

    @Test func `properties are written with the type they have`() {
        var writer = BusWriter()
        UnitProperty("A", .integer("q", 258)).write(to: &writer)
        #expect(writer.bytes == [1, 0, 0, 0, 65, 0, 1, 113, 0, 0, 2, 1])
        writer = BusWriter()
        UnitProperty("A", .texts(["b"])).write(to: &writer)
        #expect(writer.bytes == [1, 0, 0, 0, 65, 0, 2, 97, 115, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 98, 0])
    }
}
