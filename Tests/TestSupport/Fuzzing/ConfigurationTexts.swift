/// Configurations as JSON that tests begin with.
public enum ConfigurationTexts {
    /// Every field of the specification, in the order of our types.
    public static let everything =
        #"{"ociVersion":"1.2.0","process":{"terminal":true,"consoleSize":{"height":25,"width":80},"user":{"uid":1,"gid":1,"umask":63,"additionalGids":[5,6],"username":"u"},"cwd":"/","env":["PATH=/bin","TERM=xterm"],"args":["sh","-c","true"],"commandLine":"cmd","rlimits":[{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":1024}],"apparmorProfile":"acme_secure_profile","capabilities":{"bounding":["CAP_AUDIT_WRITE"],"effective":["CAP_KILL"],"inheritable":[],"permitted":["CAP_KILL"],"ambient":["CAP_NET_BIND_SERVICE"]},"noNewPrivileges":true,"oomScoreAdj":-100,"scheduler":{"policy":"SCHED_DEADLINE","nice":-5,"priority":2,"flags":["SCHED_FLAG_RESET_ON_FORK"],"runtime":1000000,"deadline":2000000,"period":3000000},"selinuxLabel":"system_u:system_r:svirt_lxc_net_t:s0:c124,c675","ioPriority":{"class":"IOPRIO_CLASS_IDLE","priority":4},"execCPUAffinity":{"initial":"7","final":"0-3,7"}},"root":{"path":"rootfs","readonly":true},"hostname":"slartibartfast","domainname":"foobarbaz.test","mounts":[{"destination":"/proc","type":"proc","source":"proc"},{"destination":"/data","type":"bind","source":"/volumes/testing","options":["rbind","rw"],"uidMappings":[{"containerID":0,"hostID":1000,"size":1}],"gidMappings":[{"containerID":0,"hostID":1000,"size":1}]}],"hooks":{"prestart":[{"path":"/usr/bin/fix-mounts","args":["fix-mounts","arg1"],"env":["key1=value1"],"timeout":30}],"createRuntime":[{"path":"/a"}],"createContainer":[{"path":"/b"}],"startContainer":[{"path":"/c"}],"poststart":[{"path":"/d","timeout":5}],"poststop":[{"path":"/e"}]},"annotations":{"com.example.key1":"value1","com.example.key2":"value2"},"linux":{"uidMappings":[{"containerID":0,"hostID":1000,"size":32000}],"gidMappings":[{"containerID":0,"hostID":4294967295,"size":32000}],"timeOffsets":{"boottime":{"secs":-3},"monotonic":{"secs":172800,"nanosecs":7}},"namespaces":[{"type":"pid"},{"type":"network","path":"/proc/1234/ns/net"},{"type":"time"}],"devices":[{"type":"c","path":"/dev/fuse","major":10,"minor":229,"fileMode":438,"uid":0,"gid":0},{"type":"p","path":"/dev/fifo"}],"netDevices":{"ens4":{"name":"ctr_ens4"},"eth0":{}},"cgroupsPath":"/myRuntime/myContainer","resources":{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":-1,"access":"r"}],"memory":{"limit":536870912,"reservation":-1,"swap":536870912,"kernel":-1,"kernelTCP":-1,"swappiness":0,"disableOOMKiller":false,"useHierarchy":true,"checkBeforeUpdate":true},"cpu":{"shares":1024,"quota":1000000,"burst":1000,"period":500000,"realtimeRuntime":950000,"realtimePeriod":1000000,"cpus":"2-3","mems":"0-7","idle":1},"pids":{"limit":32771},"blockIO":{"weight":10,"leafWeight":10,"weightDevice":[{"major":8,"minor":0,"weight":500,"leafWeight":300}],"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],"throttleWriteBpsDevice":[],"throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":1}],"throttleWriteIOPSDevice":[{"major":8,"minor":16,"rate":300}]},"hugepageLimits":[{"pageSize":"2MB","limit":9223372036854772000},{"pageSize":"64KB","limit":1000000}],"network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},"rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},"unified":{"hugetlb.1GB.max":"1073741824","io.max":"259:0 rbps=2097152 wiops=120"}},"rootfsPropagation":"slave","seccomp":{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X32"],"flags":["SECCOMP_FILTER_FLAG_LOG"],"listenerPath":"/run/listener","listenerMetadata":"data","syscalls":[{"names":["getcwd","chmod"],"action":"SCMP_ACT_ERRNO","errnoRet":1},{"names":["clone"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":2114060288,"valueTwo":0,"op":"SCMP_CMP_MASKED_EQ"}]}]},"sysctl":{"net.core.somaxconn":"256","net.ipv4.ip_forward":"1"},"maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"],"mountLabel":"system_u:object_r:svirt_sandbox_file_t:s0:c715,c811","intelRdt":{"closID":"guaranteed_group","schemata":["L3:0=f"],"l3CacheSchema":"L3:0=7f0;1=1f","memBwSchema":"MB:0=20;1=70","enableCMT":true,"enableMBM":true,"enableMonitoring":true},"memoryPolicy":{"mode":"MPOL_INTERLEAVE","nodes":"2-3","flags":["MPOL_F_STATIC_NODES"]},"personality":{"domain":"LINUX32","flags":["x"]}}}"#

    /// A container as engines ask for it, with everything else that can be asked for in earnest.
    public static let plausible = #"""
        {"ociVersion":"1.2.0","process":{"terminal":true,"consoleSize":{"height":25,"width":80},"user":{"uid":1,"gid":1,"umask":63,
        "additionalGids":[5,6]},"cwd":"/","env":["PATH=/usr/bin:/bin","TERM=xterm"],"args":["sh","-c","true"],
        "rlimits":[{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":1024},{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024}],
        "capabilities":{"bounding":["CAP_CHOWN","CAP_KILL"],"effective":["CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"],
        "inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]},"noNewPrivileges":true,"oomScoreAdj":100,
        "scheduler":{"policy":"SCHED_DEADLINE","nice":3,"priority":0,"flags":["SCHED_FLAG_RESET_ON_FORK"],"runtime":10000,"deadline":20000,
        "period":30000},"ioPriority":{"class":"IOPRIO_CLASS_BE","priority":4},"execCPUAffinity":{"initial":"0-1","final":"0,1"}},
        "root":{"path":"rootfs","readonly":true},"hostname":"inside","domainname":"example.org",
        "mounts":[{"destination":"/proc","type":"proc","source":"proc"},
        {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]},
        {"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","gid=5"]},
        {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["ro","nosuid"]},
        {"destination":"/data","type":"bind","source":"/srv","options":["rbind","rro","rslave","idmap=uids=0-1000-10;gids=@0-5-10"]},
        {"destination":"/more","type":"none","source":"srv","options":["bind","noatime"],
        "uidMappings":[{"containerID":0,"hostID":1000,"size":10}],"gidMappings":[{"containerID":0,"hostID":1000,"size":10}]}],
        "hooks":{"prestart":[{"path":"/bin/true","args":["true"],"env":["A=b"],"timeout":5}],"createRuntime":[{"path":"/bin/true"}],
        "createContainer":[{"path":"/bin/true"}],"startContainer":[{"path":"/bin/true"}],"poststart":[{"path":"/bin/true","timeout":1}],
        "poststop":[{"path":"/bin/true"}]},"annotations":{"a":"b","run.oci.keep_original_groups":"1","run.oci.mount_context_type":"context"},
        "linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],"gidMappings":[{"containerID":0,"hostID":100000,"size":65536}],
        "sysctl":{"net.ipv4.ip_forward":"1","kernel.shmmax":"100"},"cgroupsPath":"/a/b",
        "namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"user"},{"type":"cgroup"},
        {"type":"time"}],"timeOffsets":{"boottime":{"secs":10,"nanosecs":100},"monotonic":{"secs":-5}},
        "devices":[{"path":"/dev/fuse","type":"c","major":10,"minor":229,"fileMode":438,"uid":0,"gid":0},{"path":"/dev/pipe","type":"p"}],
        "netDevices":{"eth7":{"name":"inner"}},"rootfsPropagation":"rslave","personality":{"domain":"LINUX32"},
        "maskedPaths":["/proc/kcore","/sys/firmware"],"readonlyPaths":["/proc/sys"],
        "memoryPolicy":{"mode":"MPOL_BIND","nodes":"0-3,7","flags":["MPOL_F_STATIC_NODES"]},
        "seccomp":{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86","SCMP_ARCH_X32"],
        "flags":["SECCOMP_FILTER_FLAG_LOG"],"listenerPath":"/run/agent.sock","listenerMetadata":"m",
        "syscalls":[{"names":["read","write","exit_group","openat"],"action":"SCMP_ACT_ALLOW"},
        {"names":["mkdir"],"action":"SCMP_ACT_NOTIFY"},{"names":["personality"],"action":"SCMP_ACT_ALLOW",
        "args":[{"index":0,"value":8,"op":"SCMP_CMP_EQ"}]},{"names":["clone","socket"],"action":"SCMP_ACT_ERRNO","errnoRet":1,
        "args":[{"index":0,"value":2114060288,"valueTwo":0,"op":"SCMP_CMP_MASKED_EQ"},{"index":1,"value":5,"op":"SCMP_CMP_GT"}]}]},
        "resources":{"memory":{"limit":536870912},"pids":{"limit":100},"cpu":{"shares":1024,"cpus":"0-1"}}}}
        """#

    /// The limits of a container.
    public static let resources = #"""
        {"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":3,"access":"rw"},
        {"allow":true,"type":"b","major":8,"access":"r"}],
        "memory":{"limit":536870912,"reservation":268435456,"swap":1073741824,"kernel":-1,"kernelTCP":-1,"swappiness":10,"disableOOMKiller":false,
        "checkBeforeUpdate":true},"cpu":{"shares":1024,"quota":100000,"burst":1000,"period":50000,"realtimeRuntime":950,"realtimePeriod":1000,
        "cpus":"0-1","mems":"0","idle":0},"pids":{"limit":100},"blockIO":{"weight":500,"leafWeight":10,
        "weightDevice":[{"major":8,"minor":0,"weight":500}],"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],
        "throttleWriteBpsDevice":[{"major":8,"minor":16,"rate":600}],"throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":600}],
        "throttleWriteIOPSDevice":[{"major":8,"minor":0,"rate":300}]},"hugepageLimits":[{"pageSize":"2MB","limit":9223372036854771712}],
        "network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},"rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}}}
        """#
}
