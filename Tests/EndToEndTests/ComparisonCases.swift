import Testing

/// Command lines for the comparison with podman, in groups that share their containers.
enum ComparisonCases {
    struct Group: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }
        var lines: [String] { text.split(separator: "\n").map(String.init) }
    }

    static let groups: [Group] = [
        Group(
            name: "running",
            text: #"""
                apus run --rm busybox echo hello
                apus run --rm busybox sh -c 'echo out; echo err >&2; exit 3'
                apus run --rm busybox false
                apus run --rm busybox nosuchprogram
                apus run --rm busybox /etc/not-executable
                apus run --rm busybox /etc
                apus run --rm busybox sh -c 'sh -c "kill -9 \$\$"; exit $?'
                apus run --rm busybox sh -c 'exit 255'
                echo piped | apus run --rm -i busybox cat
                echo piped | apus run --rm busybox cat
                apus run --rm -i busybox wc -c < /etc/passwd
                apus run --rm -a stdout busybox sh -c 'echo o; echo e >&2'
                apus run --rm -a stderr busybox sh -c 'echo o; echo e >&2'
                apus run --rm -t busybox sh -c 'echo o; echo e >&2'
                apus run --rm -t busybox tty
                apus run --rm busybox tty
                apus run --rm localhost/app:1.0
                apus run --rm localhost/app:1.0 other words
                apus run --rm --entrypoint '' localhost/app:1.0 id -u
                apus run --rm --entrypoint pwd localhost/app:1.0
                apus run --rm --entrypoint '["/bin/echo","-n","x"]' localhost/app:1.0 y
                apus run --rm --entrypoint sh localhost/app:1.0 -c 'ls -R /srv'
                apus run --pull never nosuchimage true
                apus run --rm --nosuchflag busybox true
                apus run
                apus run --rm busybox sh -c 'head -c 100000 /dev/zero | wc -c'
                apus run -d --rm busybox true | wc -c
                """#),
        Group(
            name: "settings of the process",
            text: #"""
                apus run --rm busybox pwd
                apus run --rm -w /home/user busybox pwd
                apus run --rm --workdir=/tmp busybox pwd
                apus run --rm -u user busybox id
                apus run --rm -u 1000 busybox id
                apus run --rm -u 1000:2000 busybox id
                apus run --rm -u user:extra busybox id
                apus run --rm -u 4242 busybox id
                apus run --rm -u 4242:4343 busybox id
                ~code:unknown-user apus run --rm -u nosuch busybox id
                ~code:unknown-user apus run --rm -u user:nosuch busybox id
                apus run --rm --group-add extra busybox id
                apus run --rm --group-add 77 -u user busybox id
                apus run --rm busybox sh -c 'echo $HOME $PATH $FROM_IMAGE'
                apus run --rm -u user busybox sh -c 'echo $HOME'
                apus run --rm -e A=1 -e B= -e 'C=x y' busybox sh -c 'echo "[$A][$B][$C]"'
                A=host apus run --rm -e A busybox sh -c 'echo $A'
                apus run --rm -e NOTSET busybox sh -c 'echo ${NOTSET-unset}'
                printf 'ONE=1\n# no\nTWO=a b\n' > vars; apus run --rm --env-file vars busybox sh -c 'echo $ONE $TWO'
                apus run --rm --env-file nosuch busybox true
                apus run --rm --unsetenv FROM_IMAGE busybox sh -c 'echo ${FROM_IMAGE-unset}'
                ~code,out,err:unsetenv-all apus run --rm --unsetenv-all busybox sh -c 'echo ${FROM_IMAGE-unset}'
                apus run --rm -h inside busybox hostname
                ~out:hostname-file apus run --rm --hostname a.b.c busybox sh -c 'hostname; cat /etc/hostname'
                apus run --rm --umask 0027 busybox sh -c umask
                apus run --rm busybox sh -c umask
                apus run --rm --tz Europe/Berlin busybox true
                apus run --rm --add-host db:10.9.8.7 busybox grep -w db /etc/hosts
                apus run --rm --dns 9.9.9.9 --dns-search example.org --dns-option ndots:2 busybox cat /etc/resolv.conf
                apus run --rm --no-hosts --network none busybox grep -c db /etc/hosts
                apus run --rm -t busybox sh -c 'echo $TERM'
                """#),
        Group(
            name: "isolation",
            text: #"""
                apus run --rm --cap-drop all busybox grep Cap /proc/self/status
                apus run --rm --cap-drop all --cap-add chown busybox grep Cap /proc/self/status
                apus run --rm --cap-add nosuch busybox true
                ~out:capabilities apus run --rm busybox grep Cap /proc/self/status
                apus run --rm busybox grep -E '^(Seccomp|NoNewPrivs):' /proc/self/status
                apus run --rm --security-opt no-new-privileges busybox grep NoNewPrivs /proc/self/status
                apus run --rm --security-opt seccomp=unconfined busybox grep ^Seccomp: /proc/self/status
                apus run --rm --privileged busybox grep -E '^(CapEff|Seccomp):' /proc/self/status
                apus run --rm --read-only busybox touch /x
                apus run --rm --read-only busybox touch /tmp/x
                apus run --rm --tmpfs /mem busybox sh -c 'mount | grep -c /mem'
                apus run --rm --tmpfs /mem:size=1m busybox sh -c 'df -k /mem | tail -1 | awk "{print \$2}"'
                ~out:shm-size apus run --rm busybox sh -c 'df -k /dev/shm | tail -1 | awk "{print \$2}"'
                apus run --rm --shm-size 1m busybox sh -c 'df -k /dev/shm | tail -1 | awk "{print \$2}"'
                apus run --rm --ulimit nofile=100:200 --ulimit nproc=900:900 busybox sh -c 'ulimit -Sn; ulimit -Hn'
                apus run --rm --sysctl net.ipv4.ip_forward=1 busybox cat /proc/sys/net/ipv4/ip_forward
                apus run --rm busybox sh -c 'echo 1 > /proc/sys/kernel/panic'
                apus run --rm busybox mount -t tmpfs x /tmp
                apus run --rm busybox sh -c 'ls -d /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/pts /dev/ptmx /dev/shm /dev/mqueue /dev/fd /dev/stdin /dev/stdout /dev/stderr'
                apus run --rm busybox sh -c 'echo $$'
                apus run --rm --network none busybox sh -c 'ls /sys/class/net'
                apus run --rm busybox sh -c 'ls /sys/class/net'
                apus run --rm --uts host busybox hostname
                apus run --rm --network host busybox hostname
                apus run --rm --memory nonsense busybox true
                apus run --rm --pid nonsense busybox true
                apus run --rm --restart nonsense busybox true
                apus run --rm --device /dev/null:/dev/nothing busybox ls /dev/nothing
                apus run --rm --device /dev/nosuch busybox true
                """#),
        Group(
            name: "volumes",
            text: #"""
                mkdir d; echo in > d/f; apus run --rm -v $PWD/d:/d busybox cat /d/f
                apus run --rm -v ./d:/d busybox cat /d/f
                apus run --rm -v $PWD/d:/d:ro busybox touch /d/x
                apus run --rm --mount type=bind,source=$PWD/d,target=/d busybox cat /d/f
                apus run --rm --mount type=bind,src=$PWD/d,dst=/d,ro busybox touch /d/x
                apus run --rm -v $PWD/nosuch:/d busybox true
                apus run --rm --mount type=bind,source=$PWD/nosuch,target=/d busybox true
                apus run --rm --mount type=nonsense,target=/d busybox true
                apus run --rm -v $PWD/d:relative busybox true
                apus run --rm -v $PWD/d:/x -v $PWD:/x busybox true
                apus volume create v1
                apus volume create v1
                apus volume create 'bad/name'
                apus run --rm -v v1:/v busybox sh -c 'echo kept > /v/f'
                apus run --rm -v v1:/v busybox cat /v/f
                apus volume ls -q
                apus volume ls
                apus volume inspect --format '{{.Name}} {{.Driver}} {{.Scope}}' v1
                apus volume inspect nosuch
                apus volume rm nosuch
                apus create --name user -v v1:/v busybox true
                apus volume rm v1
                apus rm user
                apus volume rm v1
                apus run --rm -u 0 --entrypoint cat -v v2:/data localhost/app:1.0 /data/seed
                apus volume prune -f
                apus volume ls -q
                """#),
        Group(
            name: "life cycle",
            text: #"""
                apus create --name c busybox sh -c 'trap "exit 5" TERM; echo up; while :; do sleep 0.05; done'
                apus ps -a --format '{{.Names}} {{.Status}}'
                apus start c
                for i in $(seq 50); do [ "$(apus logs c)" ] && break; sleep 0.1; done; apus logs c
                ~out:up-ago apus ps --format '{{.Names}} {{.Image}} {{.Status}}'
                apus inspect --format '{{.Name}} {{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.ExitCode}}' c
                apus exec c echo inside
                apus exec c sh -c 'exit 9'
                apus exec c nosuch
                apus exec c /etc/not-executable
                apus exec -w /tmp -u user -e A=b c sh -c 'pwd; id -un; echo $A'
                echo in | apus exec -i c cat
                apus pause c
                apus ps -a --format '{{.Status}}'
                apus unpause c
                apus unpause c
                apus kill -s USR1 nosuch
                apus rm c
                apus stop c
                apus wait c
                apus inspect --format '{{.State.Status}} {{.State.ExitCode}}' c
                apus logs c
                ~code:exec-state apus exec c true
                apus kill c
                apus stop c
                apus restart c
                for i in $(seq 50); do [ "$(apus logs c | wc -l)" = 2 ] && break; sleep 0.1; done; apus logs c
                apus rename c d
                apus rename nosuch x
                apus ps --format '{{.Names}}'
                apus port d
                apus stop -t 0 d
                apus rm d
                apus rm d
                apus rm -f d
                apus container exists d
                apus start nosuch
                apus stop nosuch
                apus wait nosuch
                apus logs nosuch
                apus inspect nosuch
                apus attach nosuch
                apus create --name a busybox true
                apus create --name a busybox true
                apus create --name 'bad name' busybox true
                apus start -a a
                apus run --name e busybox sh -c 'exit 6'
                apus ps -a --format '{{.Names}} {{.Command}}' --filter name=e
                apus ps -a --filter exited=6 --format '{{.Names}}'
                apus ps -a --filter nosuch=1
                apus ps -aq | wc -l
                apus ps -a --sort names --format 'table {{.Names}}\t{{.Image}}'
                apus ps --noheading
                apus container prune -f | wc -l
                apus ps
                apus run -d --name r --restart on-failure:2 busybox false
                sleep 4; apus inspect --format '{{.RestartCount}} {{.State.Status}}' r
                apus rm -a
                """#),
        Group(
            name: "logs and files",
            text: #"""
                apus run --name l busybox sh -c 'for i in 1 2 3 4 5; do echo $i; done; sleep 0.3; echo err >&2'
                apus logs l
                apus logs --tail 2 l
                apus logs --tail 0 l
                apus logs --since 1h l
                ~out,err:until-ago apus logs --until 1h l
                apus logs --tail nonsense l
                apus run -d --name f busybox sh -c 'for i in 1 2 3; do echo $i; sleep 0.2; done'
                apus logs -f f
                apus run --name n --log-driver none busybox echo x
                apus logs n
                apus run --rm --log-driver nosuch busybox true
                apus create --name c busybox sleep 100
                echo host > file; apus cp file c:/tmp/file
                apus cp c:/tmp/file back; cat back
                apus cp c:/etc/passwd - | tar -tv | awk '{print $1, $3, $6}'
                apus cp c:/nosuch .
                apus cp nosuch c:/
                apus cp file nosuch:/
                mkdir -p dir/sub; echo 1 > dir/sub/x; apus cp dir c:/srv; apus cp c:/srv/dir/sub/x -  | tar -xO
                apus cp dir/. c:/srv; apus cp c:/srv/sub/x - | tar -xO
                apus start c
                apus cp c:/tmp/file back2; cat back2
                apus exec c sh -c 'echo new > /added; rm /etc/not-executable'
                apus diff c | grep -E ' /(added|etc)' | sort
                apus top c | wc -l
                ~code,out,err:top-pid apus top c -o comm
                apus top c pid comm
                apus export c | tar -t | grep -c '^added$'
                apus rm -f -t 0 c
                """#),
        Group(
            name: "images",
            text: #"""
                apus images --format '{{.Repository}}:{{.Tag}}' | sort
                apus images -q | wc -l
                apus images app --format '{{.Repository}} {{.Tag}}'
                apus images --noheading | wc -l
                apus images --filter dangling=true -q
                apus images --filter nosuch=x
                apus images --sort repository --format 'table {{.Repository}}\t{{.Tag}}'
                apus image exists busybox
                apus image exists nosuch
                apus image inspect --format '{{.Architecture}} {{.Os}} {{.Author}}' localhost/app:1.0
                apus image inspect --format '{{json .Config.Cmd}} {{json .Config.Entrypoint}} {{.Config.WorkingDir}} {{.Config.User}}' localhost/app:1.0
                apus image inspect --format '{{index .Config.Labels "version"}} {{len .RootFS.Layers}}' localhost/app:1.0
                apus image inspect --format '{{.Id}}' busybox
                apus image inspect nosuch
                apus history --format '{{.CreatedBy}}' localhost/app:1.0
                apus history -q --no-trunc localhost/app:1.0 | wc -l
                apus history nosuch
                apus tag busybox localhost/other:2
                apus images --format '{{.Repository}}:{{.Tag}}' | sort
                apus tag nosuch x
                apus tag busybox 'Bad Name'
                apus rmi localhost/other:2
                apus create --name c busybox true
                apus rmi busybox
                apus rm c
                apus rmi busybox
                apus rmi busybox
                apus rmi nosuch
                apus load -i nosuch
                apus load -i /etc/passwd
                ~err:progress apus load -i $FIXTURES/busybox.tar
                apus load -q < $FIXTURES/busybox.tar
                apus create --name c busybox true; apus export -o fs.tar c
                apus import -q fs.tar localhost/imported:1
                apus run --rm localhost/imported:1 echo imported
                apus run --rm localhost/imported:1
                apus import -q -c 'CMD echo hi' fs.tar localhost/imported:2
                apus run --rm localhost/imported:2
                apus import nosuch x
                apus pull localhost:1/nosuch
                apus pull 'BAD:NAME:x'
                apus image prune -f
                apus images -q | wc -l
                apus rmi -a -f > /dev/null; apus images
                """#),
        Group(
            name: "command line",
            text: #"""
                apus nosuchcommand
                apus run --help > /dev/null
                apus --help > /dev/null
                apus ps --help > /dev/null
                apus ps --format '{{.NoSuchField}}'
                apus ps --format '{{'
                apus ps --format json
                apus ps -a -q --no-trunc
                apus ps extra
                apus run --rm --name x/y busybox true
                apus run --rm --env busybox
                apus run --rm=nonsense busybox true
                ~code,out,err:later apus run --rm -p 80:80 busybox true
                apus run --rm=false --name kept busybox true
                apus ps -a --format '{{.Names}}'
                apus rm kept
                apus info > /dev/null
                apus version > /dev/null
                apus --version > /dev/null
                apus info --format '{{.Host.OS}}'
                ~out:help-text apus container
                ~out:help-text apus image
                ~out:help-text apus volume
                apus rm
                apus rmi
                apus start
                apus stop
                apus exec
                apus logs
                apus wait
                apus inspect
                apus cp
                apus cp a
                apus tag busybox
                apus rename a
                """#),
    ]
}
