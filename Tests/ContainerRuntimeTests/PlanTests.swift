import Linux
import OCISpecification
import TestSupport
import Testing

@testable import ContainerRuntime

@Suite struct PlanTests {
    @Test func `an error goes through the bootstrap's socket as it is`() {
        let error = RuntimeError(.notFound, doing: "execute", subject: "naïve", cause: "nothing\nthere")
        #expect(BootstrapMessage.error(in: BootstrapMessage.failed(error)) == error)
        #expect(BootstrapMessage.error(in: [11]).code == .lost)
        #expect(BootstrapMessage.error(in: [11, 4, 255, 255]).code == .lost)
    }

    @Test func `numbers go through the bootstrap's socket as they are`() {
        for number: CInt in [1, 255, 4_194_304] {
            #expect(BootstrapMessage.number(in: BootstrapMessage.number(number)[...]) == number)
        }
    }

    @Test func `a number inside is found outside, and none beyond the last one`() {
        let range = IdentityRange(container: 10, host: 100, size: 5)
        #expect(range.outside(10) == 100 && range.outside(14) == 104)
        #expect(range.outside(9) == nil && range.outside(15) == nil)
        let last = IdentityRange(container: 0, host: .max, size: .max)
        #expect(last.outside(0) == .max && last.outside(1) == nil)
    }

    @Test func `capability sets become masks, and unknown names are warnings`() throws {
        let plan = try CapabilityPlan(
            LinuxCapabilities(
                bounding: ["CAP_CHOWN", "CAP_SYS_ADMIN"], effective: ["CAP_CHOWN"], permitted: ["CAP_CHOWN"],
                ambient: ["CAP_CHOWN"]))
        #expect(plan.bounding == 1 | 1 << 21)
        #expect(plan.effective == 1)
        #expect(plan.ambient == 0)  // not inheritable
        _ = RuntimeWarnings.take()
        #expect(try CapabilityPlan(LinuxCapabilities(bounding: ["CAP_NONSENSE", "CAP_CHOWN"])).bounding == 1)
        #expect(RuntimeWarnings.take().contains { $0.contains("CAP_NONSENSE") })
        #expect(throws: RuntimeError.self) { _ = try CapabilityPlan(LinuxCapabilities(effective: ["CAP_CHOWN"])) }
    }

    @Test func `kernel parameters need the namespace that they belong to`() throws {
        try KernelParameters.check("net.ipv4.ip_forward", created: .network, joined: [])
        try KernelParameters.check("net/ipv4/conf/eth0.1/forwarding", created: [], joined: .network)
        try KernelParameters.check("kernel.shmmax", created: .ipc, joined: [])
        for name in ["vm.swappiness", "kernel.core_pattern", "net..x", "", "kernel.shmmax"] {
            #expect(throws: RuntimeError.self) {
                try KernelParameters.check(name, created: [.network, .hostName], joined: [])
            }
        }
    }

    @Test func `a list of CPUs becomes a mask of whole words`() throws {
        #expect(IndexList.mask("0-2,9") == [0b111, 0b10, 0, 0, 0, 0, 0, 0])
        #expect(IndexList.mask("63, 0-1,1") == [0b11, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(IndexList.mask("64")?.count == 16)
        // as the fuzzer makes them: it is read once over, not once for each range
        let all = IndexList.mask(String(repeating: "0-65535,", count: 4000) + "0")
        #expect(all?.count == 8192 && all?.allSatisfy { $0 == 0xff } == true)
        for text in ["3-1", "x", "1,,2", "-1", "1-2-3", "", "99999"] { #expect(IndexList.mask(text) == nil, "\(text)") }
    }

    @Test func `names that lead out of the state directory are refused`() throws {
        for id in ["", ".", "..", "a/b", "a b", "a\nb", "ä"] {
            #expect(throws: RuntimeError.self) { _ = try RuntimeDirectory(root: "/r", id: id) }
        }
        #expect(try RuntimeDirectory(root: "/r", id: "a-b_c.d+1").path == "/r/a-b_c.d+1")
    }

    @Test func `a program is found along the path, and what hides it is told`() throws {
        let directory = try TemporaryDirectory("lookup")
        try makeDirectories("\(directory.path)/one/tool")
        try makeDirectories("\(directory.path)/two")
        try replaceFile("\(directory.path)/two/tool", with: [], mode: 0o755)
        let path = "PATH=\(directory.path)/one:\(directory.path)/two"
        #expect(try ProgramLookup.find("tool", environment: [path]) == "\(directory.path)/two/tool")
        let missing = #expect(throws: RuntimeError.self) {
            _ = try ProgramLookup.find("other", environment: [path])
        }
        #expect(missing?.code == .notFound)
        let hidden = #expect(throws: RuntimeError.self) {
            _ = try ProgramLookup.find("tool", environment: ["PATH=\(directory.path)/one"])
        }
        #expect(hidden?.code == .notExecutable)
        #expect(hidden?.exitStatus == 126)
    }

    @Test func `a process that ended and whose number is used again is not taken for the container`() throws {
        let own = CurrentProcess.identifier
        var record = RuntimeRecord(
            id: "x", pid: own, processStart: ProcessStart.of(own)!.ticks, bootID: try ProcessStart.bootID(),
            bundle: "/", rootfs: "/", created: "", owner: "", annotations: [:], cgroupPath: "", hasLaterHooks: false)
        #expect(try !LivingContainer(record).isNone)
        record.processStart += 1
        #expect(try LivingContainer(record).isNone)
        record.processStart -= 1
        record.bootID = "another"
        #expect(try LivingContainer(record).isNone)
    }
}
