import JSONText
import OCISpecification
import Testing

@Suite struct RuntimeTests {
    /// Every field of the specification, in the order of our types: what is read is written again byte for byte.
    private static let everything =
        #"{"ociVersion":"1.2.0","process":{"terminal":true,"consoleSize":{"height":25,"width":80},"user":{"uid":1,"gid":1,"umask":63,"additionalGids":[5,6],"username":"u"},"cwd":"/","env":["PATH=/bin","TERM=xterm"],"args":["sh","-c","true"],"commandLine":"cmd","rlimits":[{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":1024}],"apparmorProfile":"acme_secure_profile","capabilities":{"bounding":["CAP_AUDIT_WRITE"],"effective":["CAP_KILL"],"inheritable":[],"permitted":["CAP_KILL"],"ambient":["CAP_NET_BIND_SERVICE"]},"noNewPrivileges":true,"oomScoreAdj":-100,"scheduler":{"policy":"SCHED_DEADLINE","nice":-5,"priority":2,"flags":["SCHED_FLAG_RESET_ON_FORK"],"runtime":1000000,"deadline":2000000,"period":3000000},"selinuxLabel":"system_u:system_r:svirt_lxc_net_t:s0:c124,c675","ioPriority":{"class":"IOPRIO_CLASS_IDLE","priority":4},"execCPUAffinity":{"initial":"7","final":"0-3,7"}},"root":{"path":"rootfs","readonly":true},"hostname":"slartibartfast","domainname":"foobarbaz.test","mounts":[{"destination":"/proc","type":"proc","source":"proc"},{"destination":"/data","type":"bind","source":"/volumes/testing","options":["rbind","rw"],"uidMappings":[{"containerID":0,"hostID":1000,"size":1}],"gidMappings":[{"containerID":0,"hostID":1000,"size":1}]}],"hooks":{"prestart":[{"path":"/usr/bin/fix-mounts","args":["fix-mounts","arg1"],"env":["key1=value1"],"timeout":30}],"createRuntime":[{"path":"/a"}],"createContainer":[{"path":"/b"}],"startContainer":[{"path":"/c"}],"poststart":[{"path":"/d","timeout":5}],"poststop":[{"path":"/e"}]},"annotations":{"com.example.key1":"value1","com.example.key2":"value2"},"linux":{"uidMappings":[{"containerID":0,"hostID":1000,"size":32000}],"gidMappings":[{"containerID":0,"hostID":4294967295,"size":32000}],"timeOffsets":{"boottime":{"secs":-3},"monotonic":{"secs":172800,"nanosecs":7}},"namespaces":[{"type":"pid"},{"type":"network","path":"/proc/1234/ns/net"},{"type":"time"}],"devices":[{"type":"c","path":"/dev/fuse","major":10,"minor":229,"fileMode":438,"uid":0,"gid":0},{"type":"p","path":"/dev/fifo"}],"netDevices":{"ens4":{"name":"ctr_ens4"},"eth0":{}},"cgroupsPath":"/myRuntime/myContainer","resources":{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":-1,"access":"r"}],"memory":{"limit":536870912,"reservation":-1,"swap":536870912,"kernel":-1,"kernelTCP":-1,"swappiness":0,"disableOOMKiller":false,"useHierarchy":true,"checkBeforeUpdate":true},"cpu":{"shares":1024,"quota":1000000,"burst":1000,"period":500000,"realtimeRuntime":950000,"realtimePeriod":1000000,"cpus":"2-3","mems":"0-7","idle":1},"pids":{"limit":32771},"blockIO":{"weight":10,"leafWeight":10,"weightDevice":[{"major":8,"minor":0,"weight":500,"leafWeight":300}],"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],"throttleWriteBpsDevice":[],"throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":1}],"throttleWriteIOPSDevice":[{"major":8,"minor":16,"rate":300}]},"hugepageLimits":[{"pageSize":"2MB","limit":9223372036854772000},{"pageSize":"64KB","limit":1000000}],"network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},"rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},"unified":{"hugetlb.1GB.max":"1073741824","io.max":"259:0 rbps=2097152 wiops=120"}},"rootfsPropagation":"slave","seccomp":{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X32"],"flags":["SECCOMP_FILTER_FLAG_LOG"],"listenerPath":"/run/listener","listenerMetadata":"data","syscalls":[{"names":["getcwd","chmod"],"action":"SCMP_ACT_ERRNO","errnoRet":1},{"names":["clone"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":2114060288,"valueTwo":0,"op":"SCMP_CMP_MASKED_EQ"}]}]},"sysctl":{"net.core.somaxconn":"256","net.ipv4.ip_forward":"1"},"maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"],"mountLabel":"system_u:object_r:svirt_sandbox_file_t:s0:c715,c811","intelRdt":{"closID":"guaranteed_group","schemata":["L3:0=f"],"l3CacheSchema":"L3:0=7f0;1=1f","memBwSchema":"MB:0=20;1=70","enableCMT":true,"enableMBM":true,"enableMonitoring":true},"memoryPolicy":{"mode":"MPOL_INTERLEAVE","nodes":"2-3","flags":["MPOL_F_STATIC_NODES"]},"personality":{"domain":"LINUX32","flags":["x"]}}}"#

    @Test func `a configuration with every field is there and back`() throws {
        let configuration = try JSON.decode(RuntimeConfiguration.self, from: Self.everything)
        #expect(try JSON.text(configuration) == Self.everything)
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
