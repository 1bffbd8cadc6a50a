#!/bin/sh
# Has a video encoded, and fetches the results into a folder. Needs curl and jq.
#   MANAGER=http://127.0.0.1:8081 TOKEN=... docs/examples/encode.sh SOURCE_URL FOLDER
set -eu
source_url=$1
folder=$2

call() { # METHOD PATH [curl's arguments]: the answer; fails if it is an error
  method=$1
  path=$2
  shift 2
  curl --silent --show-error --fail-with-body --request "$method" \
    --header "Authorization: Bearer $TOKEN" "$MANAGER$path" "$@"
}

request=$(jq -n --arg source "$source_url" '{etab_name: "My University", app_name: "curl",
  task_type: "encoding", source_url: $source, parameters: {}, notify_url: ""}')
id=$(call POST /task/execute --header 'Content-Type: application/json' --data "$request" | jq -r .task_id)
echo "task $id"

while :; do
  status=$(call GET "/task/status/$id")
  case $(printf '%s' "$status" | jq -r .status) in
    pending | running) sleep 1 ;;
    completed | warning) break ;;
    *)
      printf '%s' "$status" | jq -r .error >&2
      exit 1
      ;;
  esac
done

mkdir -p "$folder"
call GET "/task/result/$id" | jq -r '.files[]' | while IFS= read -r file; do
  mkdir -p "$folder/$(dirname "$file")"
  escaped=$(jq -rn --arg file "$file" '$file | @uri | gsub("%2F"; "/")')
  call GET "/task/result/$id/file/$escaped" --output "$folder/$file"
  echo "$folder/$file"
done
