import JSONText
import OCISpecification
import TestSupport
import Testing

@Suite struct RuntimeTests {
    @Test func `a configuration with every field is there and back`() throws {
        let configuration = try JSON.decode(RuntimeConfiguration.self, from: ConfigurationTexts.everything)
        #expect(try JSON.text(configuration) == ConfigurationTexts.everything)
        #expect(configuration.process?.rlimits?[0].hard == .max)
        #expect(configuration.linux?.resources?.cpu?.idle == 1)
        #expect(configuration.linux?.timeOffsets?["boottime"]?.secs == -3)
        #expect(configuration.foreignSections == [])
        let pretty = try JSON.encode(configuration, pretty: true, indent: .tab)
        #expect(try JSON.decode(RuntimeConfiguration.self, from: pretty) == configuration)
    }

    @Test func `a missing user is root, and other things may be missing too`() throws {
        let least = try JSON.decode(
            RuntimeConfiguration.self, from: #"{"ociVersion":"1.0.0","process":{"cwd":"/","user":{}}}"#)
        #expect(least.process?.user == User(uid: 0, gid: 0))
        let none = try JSON.decode(ProcessConfiguration.self, from: #"{"cwd":"/","args":null,"capabilities":null}"#)
        #expect(none.user.uid == 0 && none.args == nil)
    }

    @Test func `sections for other platforms are kept and named`() throws {
        let text = #"{"ociVersion":"1.2.0","windows":{"layerFolders":["a"]},"vm":{"kernel":{"path":"/k"}}}"#
        let configuration = try JSON.decode(RuntimeConfiguration.self, from: text)
        #expect(configuration.foreignSections == ["windows", "vm"])
        #expect(try JSON.text(configuration) == text)
    }

    @Test(arguments: [
        (#"{}"#, "the key \"ociVersion\" is missing"),
        (#"{"ociVersion":1}"#, "ociVersion: expected a string, found the number 1"),
        (#"{"ociVersion":"1","process":{}}"#, "process: the key \"cwd\" is missing"),
        (#"{"ociVersion":"1","mounts":[{"source":"a"}]}"#, "mounts[0]: the key \"destination\" is missing"),
        (
            #"{"ociVersion":"1","process":{"cwd":"/","user":{"uid":-1}}}"#,
            "process.user.uid: the number -1 is out of range"
        ),
        (
            #"{"ociVersion":"1","linux":{"resources":{"pids":{"limit":"x"}}}}"#,
            "linux.resources.pids.limit: expected a whole number"
        ),
        (
            #"{"ociVersion":"1","linux":{"rdma":0,"sysctl":{"a":1}}}"#,
            "linux.sysctl.a: expected a string, found the number 1"
        ),
        (
            #"{"ociVersion":"1","linux":{"seccomp":{"defaultAction":"x","syscalls":[{"action":"y"}]}}}"#,
            "linux.seccomp.syscalls[0]: the key \"names\" is missing"
        ),
    ])
    func `a malformed configuration names the field`(text: String, message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSON.decode(RuntimeConfiguration.self, from: text) }
        #expect(error.description.hasPrefix(message), "\(error)")
    }

    @Test func `the state is written as the specification has it`() throws {
        let state = RuntimeState(
            ociVersion: "1.2.0", id: "c1", status: .running, pid: 4422, bundle: "/containers/redis",
            annotations: ["k": "v"])
        let text =
            #"{"ociVersion":"1.2.0","id":"c1","status":"running","pid":4422,"bundle":"/containers/redis","annotations":{"k":"v"}}"#
        #expect(try JSON.text(state) == text)
        #expect(try JSON.decode(RuntimeState.self, from: text) == state)
        #expect(throws: JSONError.self) {
            try JSON.decode(RuntimeState.self, from: #"{"ociVersion":"1","id":"a","status":"odd","bundle":"/"}"#)
        }
        struct Wrapped: Codable { var status: RuntimeStatus }
        #expect(try JSON.text(Wrapped(status: .paused)) == #"{"status":"paused"}"#)
    }

    @Test func `the features are there and back`() throws {
        let text =
            #"{"ociVersionMin":"1.0.0","ociVersionMax":"1.2.0","hooks":["prestart"],"mountOptions":["acl"],"linux":{"namespaces":["cgroup"],"capabilities":["CAP_CHOWN"],"cgroup":{"v1":true,"v2":true,"systemd":false,"systemdUser":false,"rdma":true},"seccomp":{"enabled":true,"actions":["SCMP_ACT_ALLOW"],"operators":["SCMP_CMP_EQ"],"archs":["SCMP_ARCH_X86"],"knownFlags":["SECCOMP_FILTER_FLAG_LOG"],"supportedFlags":[]},"apparmor":{"enabled":true},"selinux":{"enabled":false},"intelRdt":{"enabled":false,"schemata":false,"monitoring":false},"memoryPolicy":{"modes":["MPOL_BIND"],"flags":[]},"mountExtensions":{"idmap":{"enabled":true}},"netDevices":{"enabled":true}},"annotations":{"io.github.seccomp.libseccomp.version":"2.5.4"},"potentiallyUnsafeConfigAnnotations":["bundle"]}"#
        #expect(try JSON.text(JSON.decode(RuntimeFeatures.self, from: text)) == text)
    }
}
