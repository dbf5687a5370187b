import OCISpecification
import Testing

@testable import Seccomp

@Suite struct ProfileFileTests {
    private static let text = """
        {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "defaultErrno": "ENOSYS",
         "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
                     {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]}],
         "syscalls": [
           {"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [], "comment": "", "includes": {}, "excludes": {}},
           {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "args": null, "includes": {"minKernel": "4.8"}},
           {"name": "bpf", "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN", "CAP_BPF"]}},
           {"names": ["bpf"], "action": "SCMP_ACT_ERRNO", "errno": "EPERM", "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
           {"names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["amd64", "x32"]}},
           {"names": ["clone"], "action": "SCMP_ACT_ALLOW",
            "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}],
            "excludes": {"arches": ["s390", "s390x"]}}]}
        """

    private func names(_ profile: LinuxSeccomp) -> [String] {
        (profile.syscalls ?? []).map { "\($0.names[0]) \($0.action.dropFirst(9)) \($0.errnoRet ?? 0)" }
    }

    @Test func `conditions choose the rules`() throws {
        let file = try ProfileFile(parsing: Array(Self.text.utf8), name: "test")
        let plain = try file.profile(capabilities: [], architecture: .x86_64, kernelRelease: "6.1.0-18-amd64")
        #expect(plain.defaultErrnoRet == 38)
        #expect(plain.architectures == ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"])
        #expect(
            names(plain) == ["read ALLOW 0", "ptrace ALLOW 0", "bpf ERRNO 1", "arch_prctl ALLOW 0", "clone ALLOW 0"])
        let capable = try file.profile(
            capabilities: ["CAP_BPF", "CAP_SYS_ADMIN"], architecture: .aarch64, kernelRelease: "4.7.2")
        #expect(names(capable) == ["read ALLOW 0", "bpf ALLOW 0", "clone ALLOW 0"])
        #expect(capable.architectures == ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"])
        let other = try file.profile(capabilities: [], architecture: .s390x, kernelRelease: "4.8")
        #expect(names(other) == ["read ALLOW 0", "ptrace ALLOW 0", "bpf ERRNO 1"])
        #expect(other.architectures == nil)
    }

    @Test func `what contradicts itself or has no meaning is an error`() {
        let wrong = [
            "{", "[]", "{}", #"{"defaultAction": 1}"#,
            #"{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86"],"#
                + #""archMap":[{"architecture":"SCMP_ARCH_X86_64"}]}"#,
            #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"a","names":["b"],"action":"SCMP_ACT_LOG"}]}"#,
            #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["b"],"action":"SCMP_ACT_ERRNO","errno":"EWHAT"}]}"#,
            #"{"defaultAction":"SCMP_ACT_ALLOW","#
                + #""syscalls":[{"names":["b"],"action":"SCMP_ACT_LOG","includes":{"minKernel":"4.8.1"}}]}"#,
        ]
        for text in wrong {
            #expect(throws: SeccompError.self, "\(text)") {
                try LinuxSeccomp(profile: Array(text.utf8), capabilities: [])
            }
        }
    }
}
