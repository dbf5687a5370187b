/// Further command lines for the comparison of podman with crun and podman with our runtime: what a runtime decides.
enum RuntimeComparisonCases {
    static let groups: [ComparisonCases.Group] =
        ComparisonCases.groups + [
            ComparisonCases.Group(
                name: "what the process is given",
                text: #"""
                    apus run --rm busybox grep -E '^(Cap|NoNewPrivs|Seccomp:|Uid|Gid|Groups)' /proc/self/status
                    apus run --rm --cap-drop all busybox grep Cap /proc/self/status
                    apus run --rm --cap-add all busybox sh -c 'grep -c Cap /proc/self/status'
                    apus run --rm --cap-drop all --cap-add net_raw,chown busybox grep Cap /proc/self/status
                    apus run --rm --cap-add nosuch busybox true
                    apus run --rm -u user --cap-add net_bind_service busybox grep Cap /proc/self/status
                    apus run --rm --privileged busybox grep -E '^(NoNewPrivs|Seccomp:)' /proc/self/status
                    apus run --rm --security-opt no-new-privileges busybox grep NoNewPrivs /proc/self/status
                    apus run --rm --security-opt seccomp=unconfined busybox grep Seccomp: /proc/self/status
                    printf '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["chmod","fchmodat","fchmodat2"],"action":"SCMP_ACT_ERRNO"}]}' > p.json; apus run --rm --security-opt seccomp=p.json busybox chmod 700 /tmp
                    printf '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["chmod","fchmodat","fchmodat2"],"action":"SCMP_ACT_ERRNO","errnoRet":28}]}' > q.json; apus run --rm --security-opt seccomp=q.json busybox chmod 700 /tmp
                    echo '{' > broken.json; apus run --rm --security-opt seccomp=broken.json busybox true
                    apus run --rm --ulimit nofile=200:300 busybox sh -c 'ulimit -n; ulimit -Hn'
                    apus run --rm --ulimit core=0 busybox sh -c 'ulimit -c'
                    apus run --rm --oom-score-adj 100 busybox cat /proc/self/oom_score_adj
                    apus run --rm --init busybox sh -c 'echo $$'
                    apus run --rm busybox sh -c 'ls /proc/self/fd | wc -l'
                    apus run --rm busybox sh -c 'echo $$; cat /proc/1/comm'
                    apus run --rm --pid host busybox sh -c '[ $$ -gt 1 ] && echo other'
                    apus run --rm -w /made/for/it busybox pwd
                    apus run --rm -w /etc/passwd busybox pwd
                    apus run --rm --env=PATH=/nowhere busybox ls
                    apus run --rm --env=PATH=/nowhere busybox /bin/ls /home
                    apus run --rm busybox sh -c 'trap "echo got it; exit 9" TERM; kill -TERM $$; sleep 1'
                    apus run --rm busybox sh -c 'kill -SEGV $$'
                    """#),
            ComparisonCases.Group(
                name: "what its root is",
                text: #"""
                    apus run --rm busybox sh -c 'ls -A / | sort'
                    apus run --rm busybox sh -c 'ls -A /dev | sort'
                    apus run --rm busybox sh -c 'ls -l /dev/fd /dev/stdin /dev/stdout /dev/stderr | sed "s/.*dev/dev/"'
                    apus run --rm busybox sh -c 'stat -c "%n %a %t,%T %u %g" /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty'
                    apus run --rm busybox sh -c 'cut -d" " -f5,6 /proc/self/mountinfo | grep -vE "hosts|hostname|resolv|containerenv|cgroup" | sort'
                    apus run --rm busybox sh -c 'sed "s/.* - //" /proc/self/mountinfo | cut -d" " -f1 | sort -u'
                    apus run --rm --read-only busybox touch /x
                    apus run --rm --read-only busybox touch /tmp/x
                    apus run --rm --read-only --read-only-tmpfs=false busybox touch /tmp/x
                    apus run --rm busybox sh -c 'for f in /proc/kcore /proc/keys /proc/timer_list; do wc -c < $f; done'
                    apus run --rm busybox sh -c 'for f in /proc/sys/kernel/hostname /proc/sysrq-trigger /proc/irq/default_smp_affinity; do echo x > $f; done'
                    apus run --rm --security-opt unmask=/proc/kcore busybox sh -c '[ -s /proc/kcore ] && echo shown'
                    apus run --rm --security-opt mask=/etc/passwd busybox wc -c /etc/passwd
                    apus run --rm --device /dev/null:/dev/nothing busybox stat -c '%t,%T' /dev/nothing
                    apus run --rm --device /dev/nosuch busybox true
                    apus run --rm --tmpfs /t:size=1m,mode=700 busybox sh -c 'stat -c %a /t; df -k /t | tail -1 | tr -s " " | cut -d" " -f2'
                    apus run --rm --tmpfs /etc busybox sh -c 'ls /etc/passwd /etc/group'
                    mkdir -p a/b; echo in > a/b/f; apus run --rm -v ./a:/new/deep/place busybox cat /new/deep/place/b/f
                    mkdir -p a; apus run --rm -v ./a:/m:ro busybox touch /m/x
                    mkdir -p a; apus run --rm -v ./a:/m:nosuchoption busybox true
                    mkdir -p a; apus run --rm --mount type=bind,src=a,dst=/m,ro busybox touch /m/x
                    apus run --rm --mount type=bind,src=nosuchdirectory,dst=/m busybox true
                    apus run --rm --mount type=tmpfs,dst=/m,tmpfs-size=1m busybox sh -c 'df -k /m | tail -1 | tr -s " " | cut -d" " -f2'
                    apus run --rm -v ./a/b/f:/etc/one busybox cat /etc/one
                    apus run --rm -v /proc:/host-proc:ro busybox sh -c '[ -e /host-proc/1/status ] && echo yes'
                    apus run --rm --sysctl net.ipv4.ip_unprivileged_port_start=7 busybox cat /proc/sys/net/ipv4/ip_unprivileged_port_start
                    apus run --rm --sysctl kernel.msgmax=4096 busybox cat /proc/sys/kernel/msgmax
                    apus run --rm --sysctl vm.swappiness=1 busybox true
                    apus run --rm --shm-size 2m busybox sh -c 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2'
                    apus run --rm --cgroupns private busybox sh -c 'cut -d: -f3 /proc/self/cgroup | sort -u'
                    """#),
            ComparisonCases.Group(
                name: "what happens to it",
                text: #"""
                    apus run -d --name lives busybox sh -c 'echo up; exec sleep 1000'
                    apus exec lives sh -c 'cat /proc/1/comm; exit 4'
                    apus exec -u user -w /tmp -e A=b lives sh -c 'id -un; pwd; echo $A; grep CapEff /proc/self/status'
                    apus exec --privileged lives grep -c Cap /proc/self/status
                    apus exec lives nosuchprogram
                    apus exec lives /etc/not-executable
                    apus exec -t lives tty
                    echo words | apus exec -i lives cat
                    apus exec -d lives sh -c 'echo made > /tmp/made' && sleep 1 && apus exec lives cat /tmp/made
                    apus pause lives; apus exec lives true; apus unpause lives
                    apus exec lives true
                    apus exec -w /nosuchdirectory lives pwd
                    apus kill -s USR1 lives; sleep 1; apus inspect --format '{{.State.ExitCode}}' lives
                    apus start lives; apus kill -s KILL lives; apus wait lives
                    apus start lives; apus stop -t 1 lives; apus inspect --format '{{.State.Status}} {{.State.ExitCode}}' lives
                    apus restart -t 0 lives; apus inspect --format '{{.State.Status}}' lives
                    apus rm lives
                    apus rm -f -t 0 lives
                    apus run -d --name small --memory 32m --pids-limit 20 --cpu-shares 200 busybox sleep 1000
                    apus exec small sh -c 'for i in $(seq 40); do sleep 5 & done 2>/dev/null; jobs | wc -l | xargs test 30 -gt && echo limited'
                    apus rm -f -t 0 small
                    apus run --rm --memory 1m busybox true; echo done
                    apus run --name ends busybox sh -c 'exit 7'
                    apus start -a ends
                    apus rm ends
                    """#),
        ]
}
